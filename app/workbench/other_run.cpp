#include "app/workbench/other_run.h"

#include "app/workbench/replay_source.h"

namespace ttt {

void read_run(OtherRun& other, const std::string& session, const std::string& run_id, QObject* context,
              std::function<void(const RunSummary&)> ended)
{
    other.feed = std::make_unique<RunFeed>(std::make_unique<ReplaySource>(session, run_id), other.run);
    QObject::connect(other.feed.get(), &RunFeed::ended, context, std::move(ended));
    other.feed->start();
}

}  // namespace ttt
