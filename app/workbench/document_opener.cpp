#include "app/workbench/document_opener.h"

#include <memory>
#include <utility>

namespace ttt {

void DocumentOpener::open(const QString& path)
{
    wanted_ = path;
    Q_EMIT reading(path);
    reread();
}

/// A net for images leaves the tokens as they were.
bool DocumentOpener::has_reader() const
{
    return models_.has_one() && models_.opened().kind == RunKind::document;
}

bool DocumentOpener::choose(const RunConfig& choices)
{
    choices_ = {};
    choices_.start_token = choices.start_token;
    choices_.encoding = choices.encoding;
    return has_reader() && choices_ != read_as_;
}

void DocumentOpener::reread()
{
    if (wanted_.isEmpty() || !has_reader())
        return;
    read_as_ = choices_;
    RunConfig asked = choices_;
    asked.document = wanted_.toStdString();
    asked.tokens = limit_;
    auto read = [this, job = ++latest_, asked, model = models_.opened()](const std::stop_token&) {
        return [this, job, document = std::make_shared<OpenedDocument>(open_document_file(asked, model))] {
            if (job == latest_)
                take(std::move(*document));
        };
    };
    jobs_.add("document", std::move(read), [this](const QString& sentence) { Q_EMIT refused(sentence); });
}

/// A document that can't be read leaves the one that was open.
void DocumentOpener::take(OpenedDocument document)
{
    const std::string problem = document.problem;
    const bool was_good = !opened_.path.empty() && opened_.problem.empty();
    if (!problem.empty() && was_good && document.path != opened_.path) {
        wanted_ = QString::fromStdString(opened_.path);
    } else {
        opened_ = std::move(document);
        Q_EMIT taken();
    }
    Q_EMIT answered();
    if (!problem.empty() && problem != models_.opened().problem)  // a model's problem was told when it was opened
        Q_EMIT refused(QString::fromStdString(problem));
}

}  // namespace ttt
