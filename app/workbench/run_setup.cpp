#include "app/workbench/run_setup.h"

#include <utility>

namespace ttt {

void RunSetup::set(std::optional<RunConfig> config, const QString& problem, std::string method)
{
    config_ = std::move(config);
    problem_ = problem;
    method_ = config_ ? config_->method : std::move(method);
    Q_EMIT changed();
}

}  // namespace ttt
