// A stage whose world is a few variables.
#pragma once

#include "views/lessons/lesson_stage.h"

#include <vector>

namespace ttt::sample {

struct FakeStage : LessonStage {
    void apply(const LessonState& state) override { applied.push_back(state); }
    QString waits_for() const override { return waits; }
    bool is_reached(const LessonGoal& goal) const override { return goal.kind == LessonGoal::Kind::next || reached; }
    LessonTruth truth(const LessonAsk& ask) const override
    {
        LessonTruth result;
        result.options = ask.options;
        result.right = ask.right;
        if (ask.kind == LessonAsk::Kind::token) {
            result.before = QStringLiteral("… the green ledger Isaura Wexcombe had written, in violet");
            result.options = {QStringLiteral("“ ink”"), QStringLiteral("“ and”"), QStringLiteral("“s”")};
            result.right = 0;
        }
        if (ask.kind == LessonAsk::Kind::curve)
            result.points = truth_points;
        return result;
    }

    std::vector<LessonState> applied;
    QString waits;
    bool reached = false;
    std::vector<double> truth_points;
};

inline constexpr const char* fake_lesson =
    R"({"id": "fake", "title": "What fades and what stays", "minutes": 7, "steps": [
    {"id": "read", "text": "While it reads, a model with **fast weights** changes itself. After each *chunk* it writes what it saw into five of its layers; all the other weights stay.\n\nThe panel with the frame shows how far it has moved.", "highlight": ["drift"]},
    {"id": "pick", "text": "The text holds the same sentence three times, each time further away than attention reaches.",
     "ask": {"kind": "choice", "question": "What carries it from one to the next?", "options": ["Attention", "The fast weights", "Nothing"], "right": 1,
             "explain": "Attention ends after 64 tokens."}},
    {"id": "guess", "text": "Here is the text up to a gap. Somewhere before it stood the same words.",
     "ask": {"kind": "token", "question": "Which token comes next?", "at": {"item": 3}}},
    {"id": "draw", "text": "Each chunk adds an update, and each chunk a part of the old drift is forgotten.",
     "ask": {"kind": "curve", "question": "How does the drift of layer 3 grow?", "x": "chunks read", "y": "drift, share of the trained weights",
             "range": [0, 0.4], "points": 4, "truth": "drift_relative", "layer": 3, "explain": "It levels off."}},
    {"id": "run", "text": "Now let it read.", "goal": {"kind": "run_finished"}}]})";

}  // namespace ttt::sample
