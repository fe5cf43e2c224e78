#include "app/window/shell/text_actions.h"

#include "views/run_model.h"
#include "views/selection.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QCoreApplication>

#include <algorithm>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(TextActions)
};

/// Of tokens [begin, end); bytes that are no text become U+FFFD.
QString text_of(const RunModel& run, std::int64_t begin, std::int64_t end)
{
    const DocumentRecord& document = run.document();
    const auto last = static_cast<std::int64_t>(document.byte_offsets.size()) - 1;
    if (last <= 0)
        return {};
    const auto from = static_cast<std::size_t>(
        document.byte_offsets[static_cast<std::size_t>(std::clamp<std::int64_t>(begin, 0, last))]);
    const auto to = static_cast<std::size_t>(
        document.byte_offsets[static_cast<std::size_t>(std::clamp<std::int64_t>(end, 0, last))]);
    return QString::fromStdString(document.bytes.substr(from, to - from));
}

QString text_of_step(const RunModel& run, std::int64_t step)
{
    const auto [begin, end] = run.items_of(step);
    return text_of(run, begin, end);
}

}  // namespace

QString selected_text(const RunModel& run, const Selection& selection)
{
    const Place at = selection.locked() ? selection.locked() : selection.current();
    const Place pin = selection.pinned();
    if (at && at.item >= 0 && pin.item >= 0)
        return text_of(run, std::min(at.item, pin.item), std::max(at.item, pin.item) + 1);
    if (at && at.item >= 0)
        return text_of(run, at.item, at.item + 1);
    return at ? text_of_step(run, at.step) : QString::fromStdString(run.document().bytes);
}

std::vector<QAction*> text_actions(const RunModel& run, const Selection& selection, QObject* owner)
{
    auto* text = new QAction(Words::tr("Copy the selected text"), owner);
    text->setToolTip(Words::tr("From the pin (double click) to the selection, else the token or chunk, else all"));
    QObject::connect(text, &QAction::triggered, owner,
                     [&] { QApplication::clipboard()->setText(selected_text(run, selection)); });
    auto* chunk = new QAction(Words::tr("Copy the text of the chunk"), owner);
    QObject::connect(chunk, &QAction::triggered, owner, [&] {
        if (const Place at = selection.locked() ? selection.locked() : selection.current())
            QApplication::clipboard()->setText(text_of_step(run, at.step));
    });
    return {text, chunk};
}

}  // namespace ttt
