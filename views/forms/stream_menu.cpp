#include "views/forms/stream_menu.h"

namespace ttt {

namespace {

struct ReadyStream {
    const char* title;
    const char* tip;
    const char* stream;
    const char* order;
};

constexpr const char* three = "gaussian_noise:5,fog:5,jpeg_compression:5";

constexpr ReadyStream ready_streams[] = {
    {QT_TRANSLATE_NOOP("StreamMenu", "Three shifts, reset at each"),
     QT_TRANSLATE_NOOP("StreamMenu", "Gaussian noise, fog, JPEG; what adapts begins anew with each"), "", ""},
    {QT_TRANSLATE_NOOP("StreamMenu", "Three shifts, continual"),
     QT_TRANSLATE_NOOP("StreamMenu", "The same, and what was learned is carried on"), three, "continual"},
    {QT_TRANSLATE_NOOP("StreamMenu", "Fifteen corruptions, reset at each"),
     QT_TRANSLATE_NOOP("StreamMenu", "All fifteen at severity 5: how methods are usually compared"), "all:5", ""},
    {QT_TRANSLATE_NOOP("StreamMenu", "Fifteen corruptions, continual"),
     QT_TRANSLATE_NOOP("StreamMenu", "All fifteen at severity 5, one after the other without a reset"), "all:5",
     "continual"},
    {QT_TRANSLATE_NOOP("StreamMenu", "Three shifts that rise and fall"),
     QT_TRANSLATE_NOOP("StreamMenu", "Each from severity 1 to 5 and back"), three, "gradual"},
    {QT_TRANSLATE_NOOP("StreamMenu", "Class after class"),
     QT_TRANSLATE_NOOP("StreamMenu", "Sorted by class within each shift: statistics of a batch mislead"), three,
     "sorted"},
    {QT_TRANSLATE_NOOP("StreamMenu", "Classes in clumps (Dirichlet 0.1)"),
     QT_TRANSLATE_NOOP("StreamMenu", "Neighbours are mostly of one class, as in a video"), three, "dirichlet:0.1"},
    {QT_TRANSLATE_NOOP("StreamMenu", "Clean images"), QT_TRANSLATE_NOOP("StreamMenu", "Without any corruption"),
     "clean", ""},
};

}  // namespace

StreamMenu::StreamMenu(QWidget* parent) : QMenu(tr("Ready streams"), parent)
{
    setToolTipsVisible(true);
    for (const ReadyStream& ready : ready_streams) {
        QAction* action = addAction(tr(ready.title));
        action->setToolTip(tr(ready.tip));
        connect(action, &QAction::triggered, this,
                [this, &ready] { Q_EMIT chosen(QString::fromLatin1(ready.stream), QString::fromLatin1(ready.order)); });
    }
}

QStringList order_words()
{
    return {QStringLiteral("reset-each"),  QStringLiteral("continual"),   QStringLiteral("gradual"),
            QStringLiteral("mixed"),       QStringLiteral("sorted"),      QStringLiteral("dirichlet:0.1"),
            QStringLiteral("collected:3"), QStringLiteral("one-class:2"), QStringLiteral("noise:0.2")};
}

}  // namespace ttt
