// What a name may lead to: only a regular file of a size that was allowed is read, and whatever else is a sentence.
#include "engine/files/atomic_file.h"
#include "engine/files/printable.h"
#include "engine/files/regular_file.h"

#include "tests/support/error_text.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

using ttt::read_regular_file;
using ttt::RegularFile;

class RegularFileTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void reads_all_bytes();
    void reads_parts();
    void reads_files_of_the_kernel();
    void any_bytes_in_a_name();
    void size_is_limited();
    void refuses_what_is_no_regular_file();
    void refuses_what_cannot_be_read();
    void tells_when_the_file_becomes_shorter();
    void keeps_what_was_replaced();
    void tells_when_it_was_written();
    void a_locked_part_is_not_stale();

private:
    std::string path(const std::string& name) const { return folder_.path().toStdString() + "/" + name; }
    std::string put(const std::string& name, const std::string& bytes) const
    {
        std::ofstream(path(name), std::ios::binary) << bytes;
        return path(name);
    }

    QTemporaryDir folder_;
};

void RegularFileTest::reads_all_bytes()
{
    const std::string bytes("a\0\xff\n", 4);
    QCOMPARE(read_regular_file(put("bytes", bytes), 4), bytes);
    QCOMPARE(read_regular_file(put("empty", ""), 4), std::string());
    const std::string large(3'000'000, 'x');
    std::filesystem::create_symlink(put("large", large), path("link"));
    QCOMPARE(read_regular_file(path("link"), large.size()), large);
}

void RegularFileTest::reads_parts()
{
    const RegularFile file(put("parts", "0123456789"));
    QCOMPARE(file.size(), std::size_t(10));
    std::string part(3, ' ');
    file.read(4, part.data(), part.size());
    QCOMPARE(part, std::string("456"));
    file.read(10, nullptr, 0);
    EXPECT_ERROR("parts can't be read: it became shorter", file.read(8, part.data(), 3));
}

void RegularFileTest::reads_files_of_the_kernel()
{
    QVERIFY(QString::fromStdString(read_regular_file("/proc/self/status", 1 << 20)).contains("VmRSS"));
    EXPECT_ERROR("or more bytes, and at most 10 are taken", read_regular_file("/proc/self/status", 10));
}

void RegularFileTest::any_bytes_in_a_name()
{
    for (const std::string name : {"a b",
                                   "gr\xc3\xbc\xc3\x9f"
                                   "e",
                                   "caf\xe9", "new\nline", "esc\x1b[31m", "-dash", "%s"}) {
        QCOMPARE(read_regular_file(put(name, name), 100), name);
        std::filesystem::remove(path(name));  // Qt can't name all of them
    }
    EXPECT_ERROR("There is no file no\\x0asuch\\x1b[2J.", read_regular_file("no\nsuch\x1b[2J", 1));
    EXPECT_ERROR("zero byte", read_regular_file(std::string("a\0b", 3), 1));
    QCOMPARE(ttt::printable_path("gr\xc3\xbc\xc3\x9f"
                                 "e"),
             std::string("gr\xc3\xbc\xc3\x9f"
                         "e"));
}

void RegularFileTest::size_is_limited()
{
    put("ten", "0123456789");
    QCOMPARE(read_regular_file(path("ten"), 10).size(), std::size_t(10));
    EXPECT_ERROR("ten can't be read: it has 10 bytes, and at most 9 are taken", read_regular_file(path("ten"), 9));
    // Nothing of it exists but its size.
    put("sparse", "");
    std::filesystem::resize_file(path("sparse"), std::uintmax_t(1) << 40);
    EXPECT_ERROR("1099511627776 bytes", read_regular_file(path("sparse"), 1 << 20));
}

void RegularFileTest::refuses_what_is_no_regular_file()
{
    EXPECT_ERROR("is a folder, not a regular file", read_regular_file(folder_.path().toStdString(), 1));
    QCOMPARE(mkfifo(path("pipe").c_str(), 0600), 0);
    EXPECT_ERROR("is a named pipe, not a regular file", read_regular_file(path("pipe"), 1));
    for (const char* device : {"/dev/zero", "/dev/null", "/dev/tty"})
        if (std::filesystem::exists(device))
            QVERIFY(!ttt_test::error_text([&] { read_regular_file(device, 1); }).isEmpty());
    std::filesystem::create_symlink("/dev/zero", path("zero"));
    EXPECT_ERROR("zero is a device, not a regular file", read_regular_file(path("zero"), 1));
}

void RegularFileTest::refuses_what_cannot_be_read()
{
    EXPECT_ERROR("There is no file", read_regular_file(path("none"), 1));
    EXPECT_ERROR("There is no file", read_regular_file(put("file", "text") + "/below", 1));
    std::filesystem::create_symlink(path("nowhere"), path("dangling"));
    EXPECT_ERROR("There is no file", read_regular_file(path("dangling"), 1));
    std::filesystem::create_symlink(path("circle"), path("circle"));
    EXPECT_ERROR("circle can't be read: Too many levels", read_regular_file(path("circle"), 1));
    if (geteuid() == 0) {  // root may read everything but the memory of a process at address 0
        EXPECT_ERROR("can't be read: Input/output error", read_regular_file("/proc/self/mem", 1));
        return;
    }
    std::filesystem::permissions(put("locked", "text"), std::filesystem::perms::none);
    EXPECT_ERROR("locked can't be read: Permission denied", read_regular_file(path("locked"), 1));
}

void RegularFileTest::tells_when_the_file_becomes_shorter()
{
    const RegularFile file(put("shrinks", std::string(10'000, 'x')));
    std::filesystem::resize_file(path("shrinks"), 4096);
    std::string bytes(10'000, ' ');
    EXPECT_ERROR("became shorter while it was read", file.read(0, bytes.data(), bytes.size()));
    EXPECT_ERROR("became shorter while it was read", file.text(10'000));
}

void RegularFileTest::keeps_what_was_replaced()
{
    const RegularFile file(put("replaced", "old"));
    std::filesystem::rename(put("new", "longer"), path("replaced"));
    QCOMPARE(file.text(10), std::string("old"));
    QCOMPARE(read_regular_file(path("replaced"), 10), std::string("longer"));
}

void RegularFileTest::tells_when_it_was_written()
{
    const RegularFile file(put("written", "text"));
    QVERIFY(!file.has_changed());
    std::filesystem::rename(put("other", "longer"), path("written"));
    QVERIFY(!file.has_changed());

    const RegularFile other(path("written"));
    std::filesystem::resize_file(path("written"), 2);
    QVERIFY(other.has_changed());

    const RegularFile same_size(path("written"));
    const auto later = std::filesystem::last_write_time(path("written")) + std::chrono::seconds(1);
    std::filesystem::last_write_time(path("written"), later);
    QVERIFY(same_size.has_changed());
}

/// Another machine may be writing it: its processes have other numbers.
void RegularFileTest::a_locked_part_is_not_stale()
{
    const std::string part = put("target.part-2000000000-3", "half");
    const int file = ::open(part.c_str(), O_RDONLY);
    QCOMPARE(::flock(file, LOCK_SH), 0);
    ttt::AtomicFile(path("target")).commit();
    QVERIFY(std::filesystem::exists(part));
    ::close(file);
    ttt::AtomicFile(path("target")).commit();
    QVERIFY(!std::filesystem::exists(part));
    for (const char* name :
         {"target.part-2000000000-", "target.part-x-1", "target.part--5-1", "target.part-2000000000-1x"})
        put(name, "of somebody else");
    ttt::AtomicFile(path("target")).commit();
    QVERIFY(std::filesystem::exists(path("target.part-2000000000-")));
    QVERIFY(std::filesystem::exists(path("target.part-x-1")));
    QVERIFY(std::filesystem::exists(path("target.part--5-1")));
    QVERIFY(std::filesystem::exists(path("target.part-2000000000-1x")));
}

TTT_TEST(RegularFileTest)
#include "tst_regular_file.moc"
