#include "engine/machine/device.h"
#include "engine/machine/failure.h"
#include "engine/records/error.h"
#include "tests/support/test_main.h"

#include <c10/util/Exception.h>

#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <vector>

namespace {

/// The lines of device_report in a fresh process: available, why, description.
QStringList report(const QStringList& settings)
{
    QProcess process;
    QStringList environment =
        QProcess::systemEnvironment().filter(QRegularExpression("^(?!LD_LIBRARY_PATH=|TTT_CUDA)"));
    process.setEnvironment(environment + settings);
    process.start(DEVICE_REPORT, QStringList());
    if (!process.waitForFinished())
        return {"device_report did not finish"};
    return QString::fromUtf8(process.readAllStandardOutput()).split('\n');
}

const QString with_fake_driver = QStringLiteral("LD_LIBRARY_PATH=" FAKE_DRIVER_DIR);

}  // namespace

class DeviceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void without_a_driver_the_sentence_says_so()
    {
        if (ttt::cuda_available())
            QSKIP("this machine has a GPU");
        const QStringList lines = report({});
        QCOMPARE(lines.value(0), "no");
        QVERIFY2(lines.value(1).contains("NVIDIA driver"), qPrintable(lines.value(1)));
        QVERIFY(lines.value(1).endsWith('.'));
        QCOMPARE(lines.value(2), "CUDA can't be used: " + lines.value(1));
    }

    void a_driver_that_fails_is_reported_data()
    {
        QTest::addColumn<QString>("setting");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("does not start") << "FAKE_CUDA=no-start"
                                        << "The NVIDIA driver could not be started (cuInit gave error 999).";
        QTest::newRow("no GPU") << "FAKE_CUDA=no-gpu"
                                << "The NVIDIA driver finds no GPU.";
    }

    void a_driver_that_fails_is_reported()
    {
        QFETCH(QString, setting);
        QFETCH(QString, sentence);
        const QStringList lines = report({with_fake_driver, setting});
        QCOMPARE(lines.value(0), "no");
        QCOMPARE(lines.value(1), sentence);
    }

    void a_plugin_that_cannot_be_loaded_is_named()
    {
        const QStringList lines = report({with_fake_driver, "TTT_CUDA_PLUGIN=" TTT_TESTS_DIR "/run"});
        QCOMPARE(lines.value(0), "no");
        QVERIFY2(lines.value(1).startsWith("The CUDA plug-in could not be loaded: " TTT_TESTS_DIR "/run:"),
                 qPrintable(lines.value(1)));
    }

    void the_cpu_is_described()
    {
        const std::string description = ttt::device_description(ttt::Device::cpu);
        QVERIFY(QString::fromStdString(description).contains(QRegularExpression("^CPU, [1-9][0-9]* threads?$")));
    }

    void memory_that_is_used_up_is_said_with_figures()
    {
        const std::string words =
            "CUDA out of memory. Tried to allocate 2.50 GiB. GPU 0 has a total capacity of 79.11 GiB "
            "of which 1.20 GiB is free. Including non-PyTorch memory, this process has 77.9 GiB.";
        const c10::OutOfMemoryError error(c10::SourceLocation{"", "", 0}, words);
        const QString sentence = QString::fromStdString(ttt::failure_sentence(error));
        QVERIFY2(
            sentence.startsWith("The memory of the GPU is used up: 2.50 GiB more were needed and 1.20 GiB were free. "),
            qPrintable(sentence));
        QCOMPARE(ttt::failure_sentence(ttt::Error("Something else.")), std::string("Something else."));
    }

    void words_from_below_become_a_sentence_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("start");
        const QString memory = "The memory of this machine is used up";
        QTest::newRow("allocator")
            << "[enforce fail at alloc_cpu.cpp:121] . DefaultCPUAllocator: can't allocate memory: "
               "you tried to allocate 4398046511104 bytes. Error code 12 (Cannot allocate memory)"
            << memory + ": 4096.0 GiB more were needed and ";
        QTest::newRow("size") << "Storage size calculation overflowed with sizes=[1, 2]" << memory;
        QTest::newRow("driver") << "CUDA error: out of memory\nCUDA kernel errors might be"
                                << "The memory of the GPU is used up";
        QTest::newRow("cuBLAS") << "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"
                                << "The memory of the GPU is used up";
        QTest::newRow("other") << "mat1 and mat2 shapes cannot be multiplied\nException raised from"
                               << "A defect of the program: mat1 and mat2 shapes cannot be multiplied";
    }

    void words_from_below_become_a_sentence()
    {
        QFETCH(QString, words);
        QFETCH(QString, start);
        const c10::Error error(c10::SourceLocation{"function", "file.cpp", 7}, words.toStdString());
        const QString sentence = QString::fromStdString(ttt::failure_sentence(error));
        QVERIFY2(sentence.startsWith(start), qPrintable(sentence));
        QVERIFY2(!sentence.contains('\n') && !sentence.contains("file.cpp"), qPrintable(sentence));
    }

    void peak_memory_grows_with_use_and_never_falls()
    {
        const double before = ttt::peak_memory_mib(ttt::Device::cpu);
        constexpr std::size_t size = 512u << 20;
        {
            const std::vector<char> block(size, 1);
            QVERIFY(block[size / 2] == 1);
        }
        const double after = ttt::peak_memory_mib(ttt::Device::cpu);
        QVERIFY2(before > 1 && after > before + 200, qPrintable(QString("%1 then %2 MiB").arg(before).arg(after)));
        QVERIFY(ttt::peak_memory_mib(ttt::Device::cpu) >= after);
    }
};

TTT_TEST(DeviceTest)
#include "tst_device.moc"
