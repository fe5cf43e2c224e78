// Which process writes a run, so that a reader can tell a run that goes on from one whose program died.
#pragma once

#include <cstdint>
#include <string>

namespace ttt {

struct RunOwner {
    std::string machine;  // boot id and process namespace: a pid means something only within both
    std::int64_t pid = 0;
    std::int64_t pid_started = 0;  // clock ticks since boot: tells a pid that was given out again
};

RunOwner this_process();

std::int64_t now_unix_ms();

/// On the same machine the process decides; elsewhere a heartbeat of less than ten minutes ago, or by a
/// clock that is at most so much ahead.
bool is_alive(const RunOwner& owner, std::int64_t heartbeat_unix_ms);

}  // namespace ttt
