// A run that was logged: the same signals, from the file alone.
#pragma once

#include "app/workbench/record_source.h"

namespace ttt {

class ReplaySource : public RecordSource {
    Q_OBJECT
public:
    /// `run_id`: the full id of a run in the session file.
    ReplaySource(std::string session, std::string run_id, QObject* parent = nullptr);
    ~ReplaySource() override;

protected:
    RunSummary work(std::stop_token cancel) override;

private:
    std::string session_;
    std::string run_id_;
};

}  // namespace ttt
