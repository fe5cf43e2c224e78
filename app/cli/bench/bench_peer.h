// The peer of a paired run: the same reading written plainly in PyTorch (tests/bench/peer_cpu.py), where there is one.
#pragma once

#include "engine/records/records.h"

#include <optional>
#include <string>
#include <vector>

namespace ttt {

/// One reading by the peer, in a process of its own.
struct PeerReading {
    std::string program;  // "torch 2.11.0"
    double seconds = 0;   // without loading and warming up
    double perplexity_frozen = 0;
    double perplexity_adapted = 0;
    std::int64_t patterns = 0;  // repeated pairs that it met
};

/// Finds python with torch and the peer's file once; then reads as often as it is asked to.
class Peer {
public:
    /// `python`: a program; `script`: the peer's file, empty: the repository's. What is missing becomes a sentence.
    Peer(std::string python, std::string script);

    /// Empty: it can read.
    const std::string& missing() const { return missing_; }

    /// The tokens of the document with the model of the header, on so many threads (0: torch's own choice). Throws
    /// ttt::Error when it fails.
    PeerReading read(const RunHeader& header, const DocumentRecord& document, std::int64_t threads) const;

private:
    std::string python_;
    std::string script_;
    std::string missing_;
};

}  // namespace ttt
