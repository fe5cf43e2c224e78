#include "views/plot/perplexity_actions.h"

#include <QActionGroup>

#include <algorithm>
#include <array>

namespace ttt {

namespace {

constexpr std::array mode_words{"so-far", "windowed", "per-chunk", "difference"};
constexpr std::array split_words{"all", "induced", "rest"};

template <class Words>
int index_of(const Words& words, const QString& word)
{
    const auto same = [&](const char* each) { return word == QLatin1String(each); };
    const auto found = std::find_if(words.begin(), words.end(), same);
    return found == words.end() ? -1 : static_cast<int>(found - words.begin());
}

int checked(const QActionGroup* group)
{
    return static_cast<int>(group->actions().indexOf(group->checkedAction()));
}

void set_tip(QAction* action, const QString& tip)
{
    action->setToolTip(tip);
    action->setStatusTip(tip);
}

}  // namespace

PerplexityActions::PerplexityActions(QObject* parent)
    : QObject(parent), modes_(new QActionGroup(this)), splits_(new QActionGroup(this)), scales_(new QActionGroup(this)),
      smooth_(new QAction(tr("smooth"), this)), log_y_(new QAction(tr("logarithmic perplexity"), this))
{
    add(modes_, tr("so far"), tr("Perplexity of all tokens up to here: exp(mean NLL)"));
    add(modes_, tr("windowed"), tr("Perplexity of the last tokens, as many as the run's perplexity window"));
    add(modes_, tr("per chunk"), tr("Perplexity of each chunk by itself: exp(mean NLL of its tokens)"));
    add(modes_, tr("difference"),
        tr("Adapted / frozen − 1 and adapted / twin − 1, so far, in percent; the band holds 95 % of 1,000 resamplings "
           "of the chunks"));
    add(splits_, tr("all tokens"), tr("Every token that has an NLL"));
    add(splits_, tr("induced tokens"), {});
    add(splits_, tr("other tokens"), {});
    add(scales_, tr("logarithmic tokens"), tr("Each doubling of the tokens takes the same room"));
    add(scales_, tr("linear tokens"), tr("Each token takes the same room"));
    smooth_->setCheckable(true);
    log_y_->setCheckable(true);
    set_tip(log_y_, tr("Equal ratios of perplexity take the same room, whatever its size"));
    set_tip(smooth_, tr("A mean over about 8 chunks, α = 2/(n + 1), over the faint raw line; so far it is a mean "
                        "already, and the faint line is its chunks"));
    for (QActionGroup* group : {modes_, splits_, scales_})
        check(group, 0);
    set_can_split(true);
    connect(splits_, &QActionGroup::triggered, this, [this] { split_ = static_cast<TokenSplit>(checked(splits_)); });
    for (const QActionGroup* group : {modes_, splits_, scales_})
        connect(group, &QActionGroup::triggered, this, &PerplexityActions::chosen);
    for (const QAction* action : {smooth_, log_y_})
        connect(action, &QAction::triggered, this, &PerplexityActions::chosen);
    connect(this, &PerplexityActions::chosen, log_y_,
            [this] { log_y_->setEnabled(choice().mode != PerplexityMode::difference); });
}

QAction* PerplexityActions::add(QActionGroup* group, const QString& text, const QString& tip)
{
    QAction* action = group->addAction(text);
    action->setCheckable(true);
    set_tip(action, tip);
    return action;
}

void PerplexityActions::check(QActionGroup* group, int at)
{
    group->actions().at(at)->setChecked(true);
}

bool PerplexityActions::log_x() const
{
    return can_log_x_ && checked(scales_) == 0;
}

bool PerplexityActions::log_y() const
{
    return log_y_->isChecked() && choice().mode != PerplexityMode::difference;
}

bool PerplexityActions::smooth() const
{
    return smooth_->isChecked();
}

PerplexityChoice PerplexityActions::choice() const
{
    return {.mode = static_cast<PerplexityMode>(checked(modes_)), .split = split_, .smooth = smooth()};
}

QString PerplexityActions::mode_text() const
{
    return modes_->checkedAction()->text();
}

QString PerplexityActions::split_text() const
{
    return splits_->checkedAction()->text();
}

void PerplexityActions::set_mode(PerplexityMode mode)
{
    check(modes_, static_cast<int>(mode));
    Q_EMIT chosen();
}

void PerplexityActions::set_split(TokenSplit split)
{
    split_ = split;
    check(splits_, can_split_.value_or(true) ? static_cast<int>(split) : 0);
    Q_EMIT chosen();
}

void PerplexityActions::set_smooth(bool smooth)
{
    smooth_->setChecked(smooth);
    Q_EMIT chosen();
}

void PerplexityActions::set_log_x(bool log_x)
{
    check(scales_, log_x ? 0 : 1);
    Q_EMIT chosen();
}

void PerplexityActions::set_log_y(bool log_y)
{
    log_y_->setChecked(log_y);
    Q_EMIT chosen();
}

void PerplexityActions::set_can_log_x(bool can)
{
    can_log_x_ = can;
    scales_->setEnabled(can);
}

void PerplexityActions::set_can_split(bool can)
{
    const auto actions = splits_->actions();
    if (can == can_split_)
        return;
    can_split_ = can;
    const QString reason = tr("This run was logged without the induction column, so its tokens cannot be told apart");
    set_tip(actions[1], can ? tr("Tokens that the rule “… A B … A → B” gets right: B followed A before") : reason);
    set_tip(actions[2], can ? tr("Tokens that the rule “… A B … A → B” does not get right") : reason);
    actions[1]->setEnabled(can);
    actions[2]->setEnabled(can);
    check(splits_, can ? static_cast<int>(split_) : 0);
}

std::vector<QAction*> PerplexityActions::all() const
{
    std::vector<QAction*> actions;
    for (const QActionGroup* group : {modes_, splits_, scales_})
        for (QAction* action : group->actions())
            actions.push_back(action);
    actions.push_back(smooth_);
    actions.push_back(log_y_);
    return actions;
}

QString PerplexityActions::save() const
{
    return QStringLiteral("%1 %2 %3 %4%5")
        .arg(QLatin1String(mode_words[static_cast<std::size_t>(checked(modes_))]),
             QLatin1String(split_words[static_cast<std::size_t>(split_)]),
             checked(scales_) == 0 ? QStringLiteral("log") : QStringLiteral("linear"),
             smooth() ? QStringLiteral("smooth") : QStringLiteral("raw"),
             log_y_->isChecked() ? QStringLiteral(" log-y") : QString());
}

void PerplexityActions::restore(const QString& words)
{
    const QStringList parts = words.split(u' ');
    if (parts.size() < 4)
        return;
    if (const int mode = index_of(mode_words, parts[0]); mode >= 0)
        check(modes_, mode);
    if (const int split = index_of(split_words, parts[1]); split >= 0)
        split_ = static_cast<TokenSplit>(split);
    check(splits_, can_split_.value_or(true) ? static_cast<int>(split_) : 0);
    check(scales_, parts[2] == QStringLiteral("linear") ? 1 : 0);
    smooth_->setChecked(parts[3] == QStringLiteral("smooth"));
    log_y_->setChecked(parts.contains(QStringLiteral("log-y")));
    Q_EMIT chosen();
}

}  // namespace ttt
