// A run that was logged, or is being logged by another program: the same signals, from the file alone.
#pragma once

#include "app/workbench/record_source.h"

namespace ttt {

class SessionReader;

/// A run that goes on is followed to its end, or to the death of the program that writes it. The file is asked for new
/// steps ten times a second, each time by one short read.
class ReplaySource : public RecordSource {
    Q_OBJECT
public:
    /// `run_id`: the full id of a run in the session file.
    ReplaySource(std::string session, std::string run_id, QObject* parent = nullptr);
    ~ReplaySource() override;

protected:
    RunSummary work(std::stop_token cancel) override;

private:
    std::int64_t send_steps(const SessionReader& reader, std::int64_t first, const std::stop_token& cancel);

    std::string session_;
    std::string run_id_;
};

}  // namespace ttt
