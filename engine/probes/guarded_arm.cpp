#include "engine/probes/guarded_arm.h"

namespace ttt {

GuardedArm::GuardedArm(const RunConfig& config)
    : is_watching_(config.guard != Guard::off && config.arms == Arms::paired),
      has_arm_(config.guard == Guard::arm && config.arms == Arms::paired), margin_(config.guard_margin.value_or(0)),
      chunks_(config.guard_chunks), watch_(margin_, chunks_), loss_(Arm::guarded, config.perplexity_window)
{
}

void GuardedArm::change(const RunConfig& config)
{
    const GuardedArm now(config);
    if (!watch_.worse() && (now.margin_ != margin_ || now.chunks_ != chunks_ || now.is_watching_ != is_watching_))
        watch_ = now.watch_;
    is_watching_ = now.is_watching_;
    has_arm_ = now.has_arm_;
    margin_ = now.margin_;
    chunks_ = now.chunks_;
}

void GuardedArm::fill(StepRecord& step)
{
    if (!is_watching_)
        return;
    const auto frozen = values_of(step, Column::nll_frozen), adapted = values_of(step, Column::nll_adapted);
    const std::vector<float> guarded(watch_.worse() ? frozen.begin() : adapted.begin(),
                                     watch_.worse() ? frozen.end() : adapted.end());
    if (watch_.add(step.begin, frozen, adapted))
        tell(step);
    if (has_arm_)
        loss_.fill(step, guarded);
}

void GuardedArm::fire(StepRecord& step, const Worse& worse)
{
    if (!is_watching_ || watch_.worse())
        return;
    watch_.set(worse);
    tell(step);
}

void GuardedArm::tell(StepRecord& step)
{
    add_worse(step, *watch_.worse());
    sentence_ = worse_sentence(*watch_.worse(), step.index);
}

void GuardedArm::count(const StepRecord& made)
{
    if (const auto guarded = values_of(made, Column::nll_guarded); !guarded.empty())
        loss_.count(made, guarded);
    if (watch_.worse())
        return;
    if (const std::optional<Worse> worse = first_worse(find_events(made, EventKind::worse))) {
        watch_.set(*worse);
        sentence_ = worse_sentence(*worse, made.index);
    } else {
        watch_.see(made.begin, values_of(made, Column::nll_frozen), values_of(made, Column::nll_adapted));
    }
}

}  // namespace ttt
