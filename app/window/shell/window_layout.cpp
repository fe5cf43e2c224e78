#include "app/window/shell/window_layout.h"

#include "app/window/shell/screen_fit.h"
#include "app/window/shell/shell.h"

#include <QMainWindow>
#include <QScreen>

#include <algorithm>
#include <utility>

namespace ttt {

namespace {

constexpr int side_width = 250, right_width = 460;    // logical pixels, in a window that is wide enough
constexpr int roomy_lines = 48, roomy_letters = 150;  // what all panels beside and below each other need

}  // namespace

WindowLayout::WindowLayout(Shell& shell, QSize size) : shell_(shell), size_(size) {}

void WindowLayout::restore()
{
    QMainWindow& window = shell_.window();
    is_proportioned_ = shell_.workspace().restore_window(window);
    if (!is_proportioned_)
        window.resize(1600, 1000);  // or what the screen has
    shell_.panels().restore(shell_.workspace());
    if (size_.isValid())
        window.resize(size_);
    else
        fit_to_screen(window);
    if (!is_proportioned_)
        stack_where_small();
}

void WindowLayout::save()
{
    shell_.panels().save(shell_.workspace());
    shell_.workspace().save_window(shell_.window());
}

void WindowLayout::stack(const char* front, std::initializer_list<const char*> behind)
{
    Panel& first = shell_.panels().dock(QLatin1String(front));
    for (const char* name : behind)
        shell_.window().tabifyDockWidget(&first, &shell_.panels().dock(QLatin1String(name)));
    first.raise();
}

/// In a low window the charts lie behind each other, and so do lists and text; in a narrow one there are two columns
/// instead of three.
void WindowLayout::stack_where_small()
{
    const QMainWindow& window = shell_.window();
    const QSize room = size_.isValid() ? window.size() : window.size().boundedTo(window.screen()->availableSize());
    if (room.height() < roomy_lines * window.fontMetrics().height()) {
        stack("perplexity", {"drift", "numbers", "patterns", "provenance", "pattern-chunks", "shifts", "classes"});
        stack("run", {"sessions"});
        stack("document", {"images", "theorem", "heads", "details"});
    }
    if (room.width() < roomy_letters * window.fontMetrics().averageCharWidth())
        stack("perplexity", {"run", "sessions"});
}

/// Sizes hold only once the window has its own.
void WindowLayout::proportion()
{
    QMainWindow& window = shell_.window();
    const auto share = [&](std::initializer_list<const char*> names, const QList<int>& sizes, Qt::Orientation way) {
        QList<QDockWidget*> docks;
        for (const char* name : names)
            docks.append(&shell_.panels().dock(QLatin1String(name)));
        window.resizeDocks(docks, sizes, way);
    };
    const int side = std::min(side_width, window.width() / 5), right = std::min(right_width, window.width() / 3);
    share({"run", "document", "perplexity"}, {side, window.width() - side - right, right}, Qt::Horizontal);
    share({"run", "sessions"}, {4, 5}, Qt::Vertical);
    share({"document", "details"}, {72, 28}, Qt::Vertical);
    share({"perplexity", "drift", "patterns"}, {34, 32, 34}, Qt::Vertical);
    if (shipped_.isEmpty())
        shipped_ = window.saveState();
}

/// A layout of a larger screen is arranged anew.
void WindowLayout::settle()
{
    QMainWindow& window = shell_.window();
    const QSize least = window.minimumSizeHint(), room = window.screen()->availableSize();
    const bool is_too_large = !size_.isValid() && (least.width() > room.width() || least.height() > room.height());
    if (is_too_large)
        stack_where_small();
    if (!std::exchange(is_proportioned_, true) || is_too_large)
        proportion();
    if (!size_.isValid())
        fit_to_screen(window);
}

void WindowLayout::reset()
{
    shell_.window().restoreState(shipped_);
    shell_.panels().show_all();
    proportion();
}

}  // namespace ttt
