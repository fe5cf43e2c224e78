// The watch over waiting threads: shared, quiet until the processor is short, and gone with its last holder.
#include "engine/machine/busy_watch.h"
#include "tests/support/test_main.h"

#include <ATen/Parallel.h>
#include <QtTest>

#include <atomic>
#include <filesystem>
#include <iterator>
#include <vector>

using namespace ttt;

namespace {

int threads()
{
    return static_cast<int>(std::distance(std::filesystem::directory_iterator("/proc/self/task"), {}));
}

/// More than there are processors for, as long as it lives.
class Crowd {
public:
    Crowd()
    {
        for (unsigned loop = 0; loop < 4 * std::thread::hardware_concurrency(); ++loop)
            loops_.emplace_back([](const std::stop_token& end) {
                while (!end.stop_requested()) {
                }
            });
    }
    int size() const { return static_cast<int>(loops_.size()); }

private:
    std::vector<std::jthread> loops_;
};

}  // namespace

class TestBusyWatch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        qunsetenv("OMP_WAIT_POLICY");  // as the tests are run
        qunsetenv("GOMP_SPINCOUNT");
        QVERIFY(at::get_num_threads() > 0);  // OpenMP is there
    }

    void is_shared()
    {
        const auto one = BusyWatch::hold();
        QCOMPARE(BusyWatch::hold(), one);
    }

    void makes_threads_that_keep_waits_short_while_the_processor_is_short()
    {
        const int before = threads();
        {
            const Crowd crowd;
            const auto watch = BusyWatch::hold();
            const int idle = static_cast<int>(std::thread::hardware_concurrency());  // and the one that made them
            QTRY_VERIFY_WITH_TIMEOUT(threads() >= before + crowd.size() + 1 + idle + 1, 20'000);
        }
        QTRY_COMPARE_WITH_TIMEOUT(threads(), before, 20'000);
    }

    void leaves_a_persons_choice_alone()
    {
        qputenv("OMP_WAIT_POLICY", "active");
        const int before = threads();
        const auto watch = BusyWatch::hold();
        QCOMPARE(threads(), before);
    }
};

TTT_TEST(TestBusyWatch)
#include "tst_busy_watch.moc"
