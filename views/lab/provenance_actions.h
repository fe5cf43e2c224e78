// The choices of the provenance view, as actions for its title bar and the View menu.
#pragma once

#include <QString>

#include <array>
#include <cstdint>
#include <vector>

class QAction;
class QActionGroup;
class QWidget;

namespace ttt {

class RunModel;

enum class ProvenanceMode { teachers, taught };  // who taught a token, what a chunk taught

inline constexpr int likeliest_logits = 5;  // that may be asked instead of the token that came

/// Two exclusive groups, a switch and a command. They belong to `view`, whose keys they are. GUI thread.
struct ProvenanceActions {
    explicit ProvenanceActions(QWidget* view);

    std::vector<QAction*> all() const;
    /// Names the tokens whose logit can be asked at this item; -1: none.
    void update(const RunModel& run, std::int64_t item);

    ProvenanceMode mode() const;
    bool lights() const;
    /// The token to ask about, -1: the one that stands there.
    std::int32_t token(const RunModel& run, std::int64_t item) const;

    /// "teachers light"; restore() ignores what it does not know.
    QString save() const;
    void restore(const QString& words);

    QActionGroup* modes;
    QActionGroup* logits;
    QAction* light;
    QAction* ask_selected;
};

}  // namespace ttt
