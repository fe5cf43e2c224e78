#include "engine/files/file_path.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <fstream>

using namespace ttt;

namespace fs = std::filesystem;

/// far/deep and far/t.txt; jump leads to far/deep.
class TestFilePath : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        fs::create_directories(path("far/deep"));
        std::ofstream(path("far/t.txt")) << "far";
        std::ofstream(path("near.txt")) << "near";
        fs::create_symlink("far/deep", path("jump"));
        fs::create_symlink("../near.txt", path("far/linked.txt"));
    }

    void parts_are_taken_out_where_that_is_the_same()
    {
        QCOMPARE(absolute_path(path("far/./deep/../t.txt")), path("far/t.txt"));
        QCOMPARE(absolute_path(path("far/../new.ttt")), path("new.ttt"));
        QCOMPARE(absolute_path(""), std::string());
        QVERIFY(fs::path(absolute_path("some.txt")).is_absolute());
    }

    void behind_a_link_they_stay()
    {
        QCOMPARE(absolute_path(path("jump/../t.txt")), path("jump/../t.txt"));
        std::ofstream(path("t.txt")) << "another";
        QCOMPARE(absolute_path(path("jump/../t.txt")), path("jump/../t.txt"));
        fs::remove(path("t.txt"));
        QCOMPARE(absolute_path(path("jump/../new.ttt")), path("jump/../new.ttt"));
        QVERIFY(fs::equivalent(absolute_path(path("jump/../t.txt")), path("far/t.txt")));
    }

    void what_a_folder_names_is_found_beside_the_link_and_beside_its_end()
    {
        QVERIFY(fs::equivalent(path_within(path("jump"), "../t.txt"), path("far/t.txt")));
        QVERIFY(fs::equivalent(path_within(path("jump"), "../near.txt"), path("near.txt")));
        QCOMPARE(path_within(path("far"), path("near.txt")), path("near.txt"));
    }

    void what_a_file_names_is_found_beside_the_link_and_beside_its_end()
    {
        QVERIFY(fs::equivalent(path_beside(path("far/linked.txt"), "t.txt"), path("far/t.txt")));
        QVERIFY(fs::equivalent(path_beside(path("far/linked.txt"), "near.txt"), path("near.txt")));
        QCOMPARE(path_beside(path("near.txt"), "missing.txt"), path("missing.txt"));
    }

private:
    std::string path(const char* name) const { return (fs::canonical(folder_.path().toStdString()) / name).string(); }

    QTemporaryDir folder_;
};

TTT_TEST(TestFilePath)
#include "tst_file_path.moc"
