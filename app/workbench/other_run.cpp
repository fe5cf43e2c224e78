#include "app/workbench/other_run.h"

#include "app/workbench/replay_source.h"
#include "engine/records/error.h"

namespace ttt {

void read_run(OtherRun& other, const std::string& session, const std::string& run_id, QObject* context,
              std::function<void(const RunSummary&)> ended)
{
    other.source = std::make_unique<ReplaySource>(session, run_id);
    RecordSource* source = other.source.get();
    const auto end = [&other, ended = std::move(ended)](const RunSummary& summary) {
        other.run.end(summary);
        ended(summary);
    };
    const auto take = [source, end](const std::function<void()>& act) {
        try {
            act();
        } catch (const Error& error) {
            source->disconnect();
            source->cancel();
            end({.state = RunState::failed, .message = error.what()});
        }
    };
    QObject::connect(source, &RecordSource::started, context, [&other, take](const auto& start) {
        take([&] { other.run.start(start->header, start->input); });
    });
    QObject::connect(source, &RecordSource::steps_ready, context,
                     [&other, take](const auto& batch) { take([&] { other.run.append(*batch); }); });
    QObject::connect(source, &RecordSource::ended, context, end);
    source->start();
}

}  // namespace ttt
