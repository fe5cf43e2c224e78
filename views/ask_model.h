// What the panel that asks shares with who answers: a question on its way to the engine, and what came back.
#pragma once

#include "engine/records/answers.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <vector>

namespace ttt {

struct AskQuestion {
    AskPlace place;
    QString prompt;
    std::vector<AskTurn> turns = {};  // of the conversation before it
};

/// GUI thread; one for a window. A question replaces an older one that was not answered yet.
class AskModel : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    QString closed() const { return closed_; }    // why nothing can be asked, a sentence; empty: it can
    QString problem() const { return problem_; }  // of the last question; empty: none
    const AskQuestion& question() const { return question_; }
    /// By arm, as far as they are known: what is expected behind the question, and the answer's text so far.
    const std::vector<ArmAnswer>& expected() const { return expected_; }
    const std::vector<ArmAnswer>& texts() const { return texts_; }
    bool is_waiting() const { return is_waiting_; }    // for expected()
    bool is_going_on() const { return is_going_on_; }  // texts() grow
    std::int64_t progress() const { return progress_; }
    std::int64_t progress_total() const { return total_; }  // tokens that are read before the place; 0: none
    const AskKept& kept() const { return kept_; }

    void ask(const AskQuestion& question);
    void go_on(const AskQuestion& question, const AskChoices& choices);
    void stop();
    /// From now on every answer is a turn of a conversation at its place, which the next question stands behind; false:
    /// every question begins at its place again.
    void set_conversing(bool is_conversing);
    bool is_conversing() const { return is_conversing_; }
    /// The conversation begins anew.
    void forget_turns();

    /// Whether somebody may ask at any moment: then the text is read ahead.
    void set_seen(bool is_seen);
    bool is_seen() const { return is_seen_; }

    // Who answers:
    void reset(const QString& closed);  // another run
    void set_progress(std::int64_t read, std::int64_t total);
    void set_expected(std::vector<ArmAnswer> answers);
    void set_texts(std::vector<ArmAnswer> answers, bool is_whole);
    void set_kept(const AskKept& kept);
    void set_problem(const QString& sentence);

Q_SIGNALS:
    void changed();
    void asked(const ttt::AskQuestion& question);
    void going_on_wanted(const ttt::AskQuestion& question, const ttt::AskChoices& choices);
    void stop_wanted();
    void seen_changed();
    /// An answer is whole, or was stopped: question(), texts().
    void answered(const ttt::AskChoices& choices);

private:
    void begin(const AskQuestion& question);

    QString closed_, problem_;
    AskQuestion question_;
    AskChoices choices_;
    std::vector<ArmAnswer> expected_, texts_;
    std::vector<AskTurn> turns_;  // at question_.place
    bool is_waiting_ = false, is_going_on_ = false, is_seen_ = false, is_conversing_ = false;
    std::int64_t progress_ = 0, total_ = 0;
    AskKept kept_;
};

}  // namespace ttt
