// How the next run is set up, as whoever asks the person for it says.
#pragma once

#include "engine/records/run_config.h"

#include <QObject>
#include <QString>

#include <optional>

namespace ttt {

/// GUI thread. Model and document of the configurations mean nothing: those are opened elsewhere.
class RunSetup : public QObject {
    Q_OBJECT
public:
    /// nullopt when there is a problem().
    const std::optional<RunConfig>& config() const { return config_; }
    /// Why there can be no run, a sentence; empty when there can.
    const QString& problem() const { return problem_; }
    /// Also where there is a problem.
    const std::string& method() const { return method_; }

    /// `method`: of a configuration that can't be.
    void set(std::optional<RunConfig> config, const QString& problem, std::string method = {});

    /// Asks whoever asks the person to show these choices; changed() follows.
    void propose(const RunConfig& config) { Q_EMIT proposed(config); }

Q_SIGNALS:
    void changed();
    void proposed(const ttt::RunConfig& config);

private:
    std::optional<RunConfig> config_;
    QString problem_;
    std::string method_ = RunConfig().method;
};

}  // namespace ttt
