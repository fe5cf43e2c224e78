#include "app/cli/shared/progress_bar.h"

#include "app/cli/shared/table.h"
#include "app/cli/shared/terminal_text.h"
#include "app/format.h"

#include <algorithm>
#include <iostream>
#include <sys/ioctl.h>
#include <unistd.h>

namespace ttt {

namespace {

std::size_t terminal_width()
{
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string bar(double part, int width)
{
    const int full = static_cast<int>(part * width);
    std::string text;
    for (int i = 0; i < width; ++i)
        text += i < full ? "█" : "░";
    return text;
}

std::string perplexities(const StepRecord& step)
{
    std::string text;
    for (const auto& [metric, name] : {std::pair{Metric::perplexity_frozen, "frozen"},
                                       {Metric::perplexity_twin, "twin"},
                                       {Metric::perplexity_adapted, "adapted"},
                                       {Metric::error_frozen, "error, frozen"},
                                       {Metric::error_adapted, "adapted"}})
        for (const MetricValue& value : step.metrics)
            if (value.metric == metric)
                text += std::string("  ") + name + " " + fixed(value.value, 2);
    return text;
}

}  // namespace

ProgressBar::ProgressBar(const RunHeader& header, bool quiet)
    : tokens_(header.item_count), steps_(header.step_count), is_text_(header.kind == document_kind),
      visible_(!quiet && isatty(STDERR_FILENO))
{
}

ProgressBar::~ProgressBar()
{
    if (visible_)
        std::ostream(unfiltered(std::cerr)) << "\r\033[K" << std::flush;
}

std::string ProgressBar::line(const StepRecord& step, double seconds) const
{
    const double part = static_cast<double>(step.end) / static_cast<double>(std::max<std::int64_t>(tokens_, 1));
    const double speed = static_cast<double>(step.end) / std::max(seconds, 1e-9);
    return " " + thousands(step.index + 1) + "/" + thousands(steps_) + (is_text_ ? " chunks  " : " batches  ") +
           thousands(static_cast<std::int64_t>(speed)) + (is_text_ ? " tokens/s  " : " images/s  ") +
           duration(seconds * (1 - part) / part) + " left" + perplexities(step);
}

void ProgressBar::show(const StepRecord& step)
{
    const Clock::time_point now = Clock::now();
    if (!visible_ || (now - shown_ < std::chrono::milliseconds(100) && step.end < tokens_))
        return;
    shown_ = now;
    const std::string text = line(step, std::chrono::duration<double>(now - started_).count());
    const std::size_t width = terminal_width();
    const std::size_t room = width > text_width(text) + 1 ? width - text_width(text) - 1 : 0;
    const double part = static_cast<double>(step.end) / static_cast<double>(std::max<std::int64_t>(tokens_, 1));
    std::ostream terminal(unfiltered(std::cerr));
    terminal << '\r' << bar(part, static_cast<int>(std::min<std::size_t>(room, 30))) << text.substr(0, width - 1)
             << "\033[K" << std::flush;
}

}  // namespace ttt
