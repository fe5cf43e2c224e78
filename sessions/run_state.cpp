#include "sessions/run_state.h"

#include "sessions/run_owner.h"

#include <vector>

namespace ttt {

void end_dead_runs(Database& database)
{
    std::vector<std::int64_t> dead;
    Statement running(database, "SELECT id, machine, pid, pid_started, heartbeat_unix_ms FROM run WHERE state = 0");
    while (running.step())
        if (!is_alive({running.text(1), running.integer(2), running.integer(3)}, running.integer(4)))
            dead.push_back(running.integer(0));
    Statement mark(database, "UPDATE run SET state = ?, message = ? WHERE id = ?");
    for (const std::int64_t run : dead)
        mark.run(static_cast<int>(RunState::interrupted), std::string_view(interrupted_message), run);
}

}  // namespace ttt
