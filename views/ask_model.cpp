#include "views/ask_model.h"

#include <algorithm>
#include <utility>

namespace ttt {

void AskModel::begin(const AskQuestion& question)
{
    if (!(question.place == question_.place))
        turns_.clear();
    question_ = question;
    question_.turns = turns_;
    problem_.clear();
    texts_.clear();
    is_waiting_ = true;
    is_going_on_ = false;
    progress_ = total_ = 0;
}

void AskModel::ask(const AskQuestion& question)
{
    if (!closed_.isEmpty())
        return;
    begin(question);
    Q_EMIT asked(question_);
    Q_EMIT changed();
}

void AskModel::go_on(const AskQuestion& question, const AskChoices& choices)
{
    if (!closed_.isEmpty())
        return;
    begin(question);
    choices_ = choices;
    is_going_on_ = true;
    Q_EMIT going_on_wanted(question_, choices);
    Q_EMIT changed();
}

void AskModel::stop()
{
    Q_EMIT stop_wanted();
}

void AskModel::set_seen(bool is_seen)
{
    is_seen_ = is_seen;
    Q_EMIT seen_changed();
}

void AskModel::set_conversing(bool is_conversing)
{
    is_conversing_ = is_conversing;
    forget_turns();
}

void AskModel::forget_turns()
{
    turns_.clear();
    question_.turns.clear();
    texts_.clear();
    Q_EMIT changed();
}

void AskModel::reset(const QString& closed)
{
    turns_.clear();
    begin({});
    closed_ = closed;
    expected_.clear();
    is_waiting_ = false;
    kept_ = {};
    Q_EMIT changed();
}

void AskModel::set_progress(std::int64_t read, std::int64_t total)
{
    progress_ = read;
    total_ = total;
    Q_EMIT changed();
}

void AskModel::set_expected(std::vector<ArmAnswer> answers)
{
    expected_ = std::move(answers);
    is_waiting_ = false;
    progress_ = total_ = 0;
    Q_EMIT changed();
}

void AskModel::set_texts(std::vector<ArmAnswer> answers, bool is_whole)
{
    texts_ = std::move(answers);
    is_going_on_ = !is_whole;
    const bool is_answer =
        is_whole && std::ranges::any_of(texts_, [](const ArmAnswer& answer) { return answer.tokens > 0; });
    if (is_answer)
        Q_EMIT answered(choices_);
    if (is_answer && is_conversing_)
        turns_.push_back({question_.prompt.toStdString(), texts_});
    Q_EMIT changed();
}

void AskModel::set_kept(const AskKept& kept)
{
    kept_ = kept;
    Q_EMIT changed();
}

void AskModel::set_problem(const QString& sentence)
{
    problem_ = sentence;
    expected_.clear();
    is_waiting_ = is_going_on_ = false;
    progress_ = total_ = 0;
    Q_EMIT changed();
}

}  // namespace ttt
