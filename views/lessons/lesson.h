// A lesson: steps of text, a state of the window, a question, a goal. Plain values, read from resources/lessons/*.json.
#pragma once

#include "engine/records/run_config.h"
#include "engine/records/theorem.h"

#include <QMap>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace ttt {

/// Where to look. What can't be found selects nothing.
struct LessonPlace {
    enum class Kind { none, item, chunk, text, largest_gain };
    Kind kind = Kind::none;
    std::int64_t number = 0;  // of item and chunk
    QString text;             // of text: the first token of its occurrence
    int occurrence = 1;       // of text, from 1
    std::int64_t offset = 0;  // of text: tokens further

    bool operator==(const LessonPlace&) const = default;
};

/// What is set when a step is entered. Absent: as in the step before.
struct LessonState {
    std::optional<QString> document;       // file name in resources/documents, or beside the lesson
    std::optional<QStringList> panels;     // those that are seen, by name; the others are hidden
    QMap<QString, QString> views;          // panel name -> words for View::restore()
    std::optional<bool> shows_run;         // true: the run with these settings; false: the text before any run
    std::optional<RunConfig> run;          // settings of the form; tokens too
    std::optional<std::int64_t> playhead;  // chunks that are shown; -1: all
    std::optional<LessonPlace> selection;
    std::optional<TheoremSetup> theorem;
    QString drawing;  // of resources/lessons/drawings, without .svg; of this step alone: empty: none
};

/// `later` over `earlier`: the state of a step is that of all steps up to it.
LessonState over(const LessonState& earlier, const LessonState& later);

/// A condition on one field of the theorem's setup.
struct TheoremWish {
    enum class Kind { equals, at_least, at_most };
    QString field;
    Kind kind = Kind::equals;
    double value = 0;  // flags: 0 and 1
    QString word;      // of dtype
};

/// What completes a step.
struct LessonGoal {
    enum class Kind {
        next,          // nothing: Space goes on
        run_finished,  // the run with the settings of the step
        selected,      // a token, a chunk, or any of both is locked
        theorem,       // the setup fulfils all wishes
        traced,        // a token's teachers were computed
        playhead,      // at least so many chunks are shown
        heads_scored,
        causality_checked,
    };
    enum class What { any, item, chunk };
    Kind kind = Kind::next;
    What what = What::any;            // of selected
    std::int64_t at_least = 0;        // of playhead: chunks; of selected: the first item or chunk that counts
    std::vector<TheoremWish> wishes;  // of theorem
};

/// A question that is answered before the truth is seen.
struct LessonAsk {
    enum class Kind { none, choice, token, curve };
    Kind kind = Kind::none;
    QString question;
    QString explain;  // shown with the truth

    QStringList options;  // of choice; empty: the five likeliest tokens of the adapted model at `at`
    int right = 0;        // of choice with options
    LessonPlace at;       // of token, and of choice without options: the item that is guessed
    int context = 40;     // of token: so many tokens before it are shown

    QString x_label, y_label;  // of curve
    double y_from = 0, y_to = 1;
    int points = 8;
    QString truth;   // metric key, or perplexity_ratio
    int layer = -1;  // of truth
};

struct LessonStep {
    QString id;
    QString text;           // markdown
    QStringList highlight;  // panels and controls, by name
    LessonState state;
    LessonAsk ask;
    LessonGoal goal;
};

struct Lesson {
    QString id;  // the file's name without .json
    QString title;
    int minutes = 0;
    std::vector<LessonStep> steps;  // never empty

    /// All that is set at a step.
    LessonState state_at(int step) const;
    int step_of(const QString& step_id) const;  // -1: none
};

/// `file` names the lesson in errors and gives its id. Throws ttt::Error: file, step, field and what is wrong there.
Lesson parse_lesson(const QByteArray& json, const QString& file);

/// Names that panels may have in lessons.
const QStringList& lesson_panels();

}  // namespace ttt
