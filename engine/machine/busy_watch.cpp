#include "engine/machine/busy_watch.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace ttt {

namespace {

using namespace std::chrono_literals;

constexpr auto period = 200ms;
constexpr double busy_share = 0.15;   // of the time that our threads could run, they waited for a processor
constexpr double quiet_share = 0.05;  // and that so many times in a row
constexpr int quiet_periods = 5;

/// Of libgomp: runs a function on so many threads. They stay, asleep, as long as the calling thread lives.
using Parallel = void (*)(void (*function)(void*), void* data, unsigned threads, unsigned flags);

/// Of one thread, nanoseconds.
struct Times {
    std::uint64_t ran = 0, waited = 0;
};

using ThreadTimes = std::map<std::string, Times>;  // by thread id

ThreadTimes thread_times()
{
    ThreadTimes times;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task", ignored)) {
        std::FILE* file = std::fopen((entry.path() / "schedstat").c_str(), "re");
        unsigned long long ran = 0, waited = 0;
        if (file && std::fscanf(file, "%llu %llu", &ran, &waited) == 2)
            times[entry.path().filename().string()] = {ran, waited};
        if (file)
            std::fclose(file);
    }
    return times;
}

/// Of the time in which threads could run, the part in which they waited for a processor; 0 where none wanted to.
double waited_share(const ThreadTimes& before, const ThreadTimes& now)
{
    double ran = 0, waited = 0;
    for (const auto& [thread, times] : now) {
        const auto old = before.find(thread);
        const Times start = old == before.end() ? Times{} : old->second;
        ran += static_cast<double>(times.ran - start.ran);
        waited += static_cast<double>(times.waited - start.waited);
    }
    return ran + waited > 0 ? waited / (ran + waited) : 0;
}

/// As long as it lives, waiting threads sleep at once: libgomp spins a thousandth as long when it has more threads than
/// there are processors, and this makes as many again, which do nothing.
class ShortWaits {
public:
    explicit ShortWaits(Parallel parallel)
        : thread_([parallel](const std::stop_token& end) {
              parallel([](void*) {}, nullptr, std::thread::hardware_concurrency() + 1, 0);
              std::mutex mutex;
              std::unique_lock lock(mutex);
              std::condition_variable_any().wait(lock, end, [] { return false; });
          })
    {
    }

private:
    std::jthread thread_;
};

void watch(const std::stop_token& end, Parallel parallel)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    std::optional<ShortWaits> short_waits;
    int quiet = 0;
    for (ThreadTimes before = thread_times();
         !never.wait_for(lock, end, period, [&] { return end.stop_requested(); });) {
        ThreadTimes now = thread_times();
        const double share = waited_share(before, now);
        before = std::move(now);
        quiet = share < quiet_share ? quiet + 1 : 0;
        if (share > busy_share && !short_waits)
            short_waits.emplace(parallel);
        else if (quiet >= quiet_periods)
            short_waits.reset();
    }
}

}  // namespace

BusyWatch::BusyWatch()
{
    const auto parallel = reinterpret_cast<Parallel>(dlsym(RTLD_DEFAULT, "GOMP_parallel"));
    if (parallel && !std::getenv("OMP_WAIT_POLICY") && !std::getenv("GOMP_SPINCOUNT"))
        thread_ = std::jthread([parallel](const std::stop_token& end) { watch(end, parallel); });
}

BusyWatch::~BusyWatch() = default;

std::shared_ptr<BusyWatch> BusyWatch::hold()
{
    static std::mutex mutex;
    static std::weak_ptr<BusyWatch> shared;
    const std::scoped_lock lock(mutex);
    std::shared_ptr<BusyWatch> held = shared.lock();
    if (!held)
        shared = held = std::shared_ptr<BusyWatch>(new BusyWatch);
    return held;
}

}  // namespace ttt
