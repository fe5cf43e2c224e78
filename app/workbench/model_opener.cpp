#include "app/workbench/model_opener.h"

#include <memory>
#include <utility>

namespace ttt {

void ModelOpener::open(const QString& directory)
{
    wanted_ = directory;
    ++latest_;
    Q_EMIT reading(directory);
    auto read = [this, job = latest_, path = directory.toStdString()](const std::stop_token&) {
        return [this, job, model = std::make_shared<OpenedModel>(open_model_directory(path))] {
            if (job == latest_)
                take(std::move(*model));
        };
    };
    jobs_.add("model", std::move(read), [this](const QString& sentence) { Q_EMIT refused(sentence); });
}

/// A model that can't be read leaves what was open; only where nothing was, it stands there.
void ModelOpener::take(OpenedModel model)
{
    const QString problem = QString::fromStdString(model.problem);
    read_ = latest_;
    if (problem.isEmpty() || !has_one() || !opened_.problem.empty()) {
        opened_ = std::move(model);
        Q_EMIT taken();
    }
    Q_EMIT answered();
    if (!problem.isEmpty())
        Q_EMIT refused(problem);
}

}  // namespace ttt
