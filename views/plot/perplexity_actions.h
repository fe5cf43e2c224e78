// The choices of PerplexityView as actions for its title bar, and as words that come back at the next start.
#pragma once

#include "views/plot/perplexity_series.h"

#include <QObject>
#include <QString>

class QAction;
class QActionGroup;

namespace ttt {

/// GUI thread; owned by the view.
class PerplexityActions : public QObject {
    Q_OBJECT
public:
    explicit PerplexityActions(QObject* parent);

    PerplexityChoice choice() const;  // window and chunk are the run's
    bool log_x() const;               // off where no place of the axis matters more than another
    bool log_y() const;               // off in the difference mode, which goes below 0
    bool smooth() const;
    QString mode_text() const;
    QString split_text() const;

    void set_mode(PerplexityMode mode);
    void set_split(TokenSplit split);
    void set_smooth(bool smooth);
    void set_log_x(bool log_x);
    void set_log_y(bool log_y);
    /// false: the split is off, with the reason as its tooltip, and shows "all tokens"; the choice is kept.
    void set_can_split(bool can);
    /// false: of a stream of images, whose shifts are as long as each other; the choice is kept.
    void set_can_log_x(bool can);

    /// Modes, splits, scales, each an exclusive group, the smoothing and the scale of the perplexity.
    std::vector<QAction*> all() const;
    QString save() const;
    void restore(const QString& words);

Q_SIGNALS:
    void chosen();  // by the user or a setter

private:
    QAction* add(QActionGroup* group, const QString& text, const QString& tip);
    void check(QActionGroup* group, int at);

    QActionGroup* modes_;
    QActionGroup* splits_;
    QActionGroup* scales_;
    QAction* smooth_;
    QAction* log_y_;
    TokenSplit split_ = TokenSplit::all;  // as asked for
    bool can_log_x_ = true;
    std::optional<bool> can_split_;  // nullopt: not said yet
};

}  // namespace ttt
