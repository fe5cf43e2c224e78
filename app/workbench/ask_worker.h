// Answers the questions of the panel that asks: the engine's third door on its own thread.
#pragma once

#include "app/workbench/job_queue.h"
#include "app/workbench/text_bench.h"
#include "engine/records/answers.h"

#include <memory>
#include <stop_token>
#include <vector>

namespace ttt {

class Ask;
class AskModel;
struct AskQuestion;

/// GUI thread. The model outlives it. The engine is opened at the first question about a run, on its own thread. While
/// somebody looks at the panel and no run goes on, it reads on in the text and keeps states, so that places are near.
class AskWorker : public QObject {
    Q_OBJECT
public:
    explicit AskWorker(AskModel& model, QObject* parent = nullptr);
    ~AskWorker() override;

    /// The run that the next questions are about.
    void open(AskedText text);
    /// Nothing can be asked; the sentence says why.
    void close(const QString& problem);
    /// Whether the processor is free for reading ahead.
    void set_idle(bool is_idle);

private:
    using Work = std::function<JobQueue::Result(Ask&, std::stop_token)>;

    void add(const std::string& kind, Work work);
    void answer(const AskQuestion& question, const AskChoices& choices);
    std::vector<ArmAnswer> expect(Ask& ask, const AskQuestion& question, const std::stop_token& cancel);
    std::vector<ArmAnswer> go_on(Ask& ask, const AskQuestion& question, const AskChoices& choices,
                                 const std::stop_token& stop);
    void read_ahead();

    AskModel& model_;
    std::shared_ptr<TextBench<Ask>> bench_;
    bool is_idle_ = false;
    std::stop_source stop_;  // of the answer that goes on
    JobQueue jobs_;          // last: dies first
};

}  // namespace ttt
