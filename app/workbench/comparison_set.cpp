#include "app/workbench/comparison_set.h"

#include "app/workbench/session.h"

#include <utility>

namespace ttt {

void ComparisonSet::set(const QStringList& ids)
{
    const std::vector<std::unique_ptr<OtherRun>> old = std::exchange(others_, {});  // goes when nobody looks any more
    runs_.clear();
    const RunEntry* own = session_.shown();
    std::vector<const RunEntry*> entries(own ? 1 : 0, own);
    for (const QString& id : ids) {
        const RunEntry* entry = session_.find(id);
        if (!entry || id.toStdString() == shown_.header().run_id)
            continue;
        OtherRun& other = *others_.emplace_back(std::make_unique<OtherRun>());
        read_run(other, session_.path(), id.toStdString(), this, [this](const RunSummary&) { Q_EMIT read(); });
        runs_.push_back(&other.run);
        entries.push_back(entry);
    }
    QStringList names = distinct_names(entries);
    own_name_ = own ? names.takeFirst() : tr("this run");
    names_ = {names.begin(), names.end()};
    Q_EMIT changed();
}

}  // namespace ttt
