#include "app/workbench/run_setup.h"

#include <utility>

namespace ttt {

void RunSetup::set(std::optional<RunConfig> config, const QString& problem)
{
    config_ = std::move(config);
    problem_ = problem;
    Q_EMIT changed();
}

}  // namespace ttt
