// What came of a sweep: a row for each run, a point for each place of the grid, and the best of them. Std only.
#pragma once

#include "engine/evaluation/paired_gain.h"
#include "engine/records/records.h"

#include <string>
#include <utility>
#include <vector>

namespace ttt {

struct Setting;
class SessionReader;

/// One run of it. Blocks of at least 64 items are what intervals draw anew.
struct SweepRun {
    std::string run_id;  // empty: it did not begin
    RunConfig config;    // as logged, or as asked where it did not begin
    RunSummary summary;
    /// Sum of adapted - frozen NLL in nats, or of images of what is newly wrong; items.
    std::vector<std::pair<double, std::int64_t>> blocks{};
    std::vector<std::string> tags{};
};

/// Fills `blocks` while a run goes on, or out of the log.
class SweepBlocks {
public:
    void add(const StepRecord& step);
    /// All that was added; there is nothing left.
    std::vector<std::pair<double, std::int64_t>> take();

private:
    std::vector<std::pair<double, std::int64_t>> blocks_;
};

/// A place of the grid, over its documents.
struct SweepOutcome {
    std::vector<std::string> values;    // of the axes, as they are typed
    std::vector<const SweepRun*> runs;  // not null; one for each document
    RunSummary all;                     // state: the worst of its runs; totals over all documents
    Gain gain;                          // of adapted against frozen, without `worse`; nothing where one is missing

    bool is_of_images() const;     // then the gain is a difference of errors
    double result(Arm arm) const;  // perplexity, or error in per cent; NaN: the arm did not run
    double score() const;          // the smaller the better: of adapted, else of frozen; NaN: it is no result
};

/// In the order in which the values first come. The runs outlive it.
std::vector<SweepOutcome> outcomes_of(const std::vector<SweepRun>& runs, const std::vector<std::string>& keys);

/// The first with the smallest score; nullptr: none has one. Only those that have read as many documents as the most.
const SweepOutcome* best_of(const std::vector<SweepOutcome>& outcomes);

/// A run out of the log, with its blocks; reads all its steps.
SweepRun read_sweep_run(const SessionReader& reader, const std::string& run_id);

/// Every run that has the tag, in the order of the file. `known`: some that were read before and had ended.
std::vector<SweepRun> read_sweep(const SessionReader& reader, const std::string& tag,
                                 const std::vector<SweepRun>& known = {});

}  // namespace ttt
