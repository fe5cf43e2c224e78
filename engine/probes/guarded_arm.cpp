#include "engine/probes/guarded_arm.h"

namespace ttt {

GuardedArm::GuardedArm(const RunConfig& config)
    : is_watching_(config.guard != Guard::off && config.arms == Arms::paired),
      has_arm_(config.guard == Guard::arm && config.arms == Arms::paired),
      watch_(config.guard_margin.value_or(0), config.guard_chunks), loss_(Arm::guarded, config.perplexity_window)
{
}

void GuardedArm::fill(StepRecord& step)
{
    if (!is_watching_)
        return;
    if (has_arm_) {
        const auto values = values_of(step, watch_.worse() ? Column::nll_frozen : Column::nll_adapted);
        loss_.fill(step, {values.begin(), values.end()});
    }
    if (!watch_.add(step.begin, values_of(step, Column::nll_frozen), values_of(step, Column::nll_adapted)))
        return;
    add_worse(step, *watch_.worse());
    sentence_ = worse_sentence(*watch_.worse(), step.index);
}

}  // namespace ttt
