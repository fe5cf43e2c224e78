#include "app/workbench/ask_worker.h"

#include "engine/ask.h"
#include "engine/records/error.h"
#include "views/ask_model.h"

#include <QElapsedTimer>

#include <utility>

namespace ttt {

namespace {

constexpr qint64 word_pause = 50;  // ms between two words on how far it is

/// Nobody asked for it: what goes wrong is said when somebody asks at such a place.
bool read_stretch(Ask& ask, const std::stop_token& cancel)
{
    try {
        return ask.read_ahead(cancel);
    } catch (const Error&) {
        return false;
    }
}

}  // namespace

AskWorker::AskWorker(AskModel& model, QObject* parent)
    : QObject(parent), model_(model), bench_(std::make_shared<TextBench<Ask>>()),
      jobs_([bench = bench_] { bench->close(); })
{
    connect(&model_, &AskModel::asked, this, [this](const AskQuestion& question) { answer(question, {}); });
    connect(&model_, &AskModel::going_on_wanted, this, &AskWorker::answer);
    connect(&model_, &AskModel::seen_changed, this, &AskWorker::read_ahead);
    connect(&model_, &AskModel::stop_wanted, this, [this] { stop_.request_stop(); });
}

AskWorker::~AskWorker()
{
    stop_.request_stop();
}

void AskWorker::open(AskedText text)
{
    close({});
    bench_->wanted = std::make_shared<const AskedText>(std::move(text));
    read_ahead();
}

void AskWorker::close(const QString& problem)
{
    stop_.request_stop();
    jobs_.clear();
    bench_->wanted.reset();
    const JobQueue::Job give_back = [bench = bench_](const std::stop_token&) {
        bench->close();
        return JobQueue::Result();
    };
    jobs_.add("close", give_back, {});
    model_.reset(problem);
}

void AskWorker::set_idle(bool is_idle)
{
    if (is_idle_ == is_idle)
        return;
    is_idle_ = is_idle;
    read_ahead();
}

void AskWorker::add(const std::string& kind, Work work)
{
    const JobQueue::Job job = [bench = bench_, text = bench_->wanted, work = std::move(work)](
                                  const std::stop_token& cancel) { return work(bench->engine_of(text), cancel); };
    jobs_.add(kind, job, [this](const QString& sentence) { model_.set_problem(sentence); });
}

/// What is older is of no use any more, a reading ahead waits.
void AskWorker::answer(const AskQuestion& question, const AskChoices& choices)
{
    stop_.request_stop();
    jobs_.clear();
    if (!bench_->wanted)
        return;
    stop_ = std::stop_source();
    add("ask",
        [this, question, choices, stop = stop_.get_token()](Ask& ask,
                                                            const std::stop_token& cancel) -> JobQueue::Result {
            std::vector<ArmAnswer> expected = expect(ask, question, cancel);
            jobs_.tell([this, expected = std::move(expected), kept = ask.kept()]() mutable {
                model_.set_kept(kept);
                model_.set_expected(std::move(expected));
            });
            std::vector<ArmAnswer> texts =
                choices.length > 0 ? go_on(ask, question, choices, stop) : std::vector<ArmAnswer>();
            return [this, texts = std::move(texts)]() mutable {
                model_.set_texts(std::move(texts), true);
                read_ahead();
            };
        });
}

/// On the worker's thread, as what follows.
std::vector<ArmAnswer> AskWorker::expect(Ask& ask, const AskQuestion& question, const std::stop_token& cancel)
{
    QElapsedTimer clock;
    clock.start();
    ask.stand(question.place, cancel, [&](std::int64_t read, std::int64_t total) {
        if (clock.elapsed() < word_pause)
            return;
        clock.restart();
        jobs_.tell([this, read, total] { model_.set_progress(read, total); });
    });
    return ask.read(question.turns, question.prompt.toStdString());
}

std::vector<ArmAnswer> AskWorker::go_on(Ask& ask, const AskQuestion& question, const AskChoices& choices,
                                        const std::stop_token& stop)
{
    QElapsedTimer clock;
    clock.start();
    std::vector<ArmAnswer> texts;
    for (const Arm arm : ask.arms())
        texts.push_back({.arm = arm, .top = {}, .text = {}});
    const auto listen = [&](const ArmAnswer& answer) {
        for (ArmAnswer& text : texts)
            if (text.arm == answer.arm)
                text = answer;
        if ((question.turns.empty() && answer.arm != texts.back().arm) || clock.elapsed() < word_pause)
            return;
        clock.restart();
        jobs_.tell([this, texts]() mutable { model_.set_texts(std::move(texts), false); });
    };
    return ask.go_on(question.turns, question.prompt.toStdString(), choices, listen, stop);
}

/// A stretch at a time, so that a question never waits long.
void AskWorker::read_ahead()
{
    if (!bench_->wanted || !is_idle_ || !model_.is_seen())
        return;
    add("ahead", [this](Ask& ask, const std::stop_token& cancel) -> JobQueue::Result {
        const bool is_more = read_stretch(ask, cancel);
        return [this, is_more, kept = ask.kept()] {
            model_.set_kept(kept);
            if (is_more)
                read_ahead();
        };
    });
}

}  // namespace ttt
