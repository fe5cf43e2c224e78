// Answers the questions of the lab views: the engine's second door on its own thread.
#pragma once

#include "app/workbench/job_queue.h"
#include "engine/records/records.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace ttt {

class Lab;
class LabModel;

/// GUI thread. The lab model outlives it. The engine is opened at the first question about a run, on its own thread,
/// and lives and dies there.
class LabWorker : public QObject {
    Q_OBJECT
public:
    explicit LabWorker(LabModel& lab, QObject* parent = nullptr);
    ~LabWorker() override;

    /// The run that the next questions are about.
    void open(const RunConfig& config, const std::vector<std::int32_t>& ids);
    /// No run can be looked into; the sentence says why.
    void close(const QString& problem);

private:
    struct Bench;
    /// Asked on the worker's thread; what it gives back is done on the GUI thread.
    using Question = std::function<JobQueue::Result(Lab&, std::stop_token)>;

    void ask(const std::string& kind, Question question);
    void connect_writes();
    void connect_model();
    JobQueue::Result read(Lab& lab, const std::stop_token& cancel);

    LabModel& lab_;
    std::shared_ptr<Bench> bench_;
    JobQueue runs_;
    JobQueue theorem_;  // sliders do not wait for a long reading
};

}  // namespace ttt
