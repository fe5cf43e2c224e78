// One Qt Test class of a program that holds several: its name is the name of its file.
#pragma once

#include <QtTest>

namespace ttt::test {

using RunTest = int (*)(int argc, char** argv);

/// Called before main(). `file`: __FILE__ of the test.
bool add_test(const char* file, RunTest run);

}  // namespace ttt::test

/// Stands once, at the end of a test's file, before the inclusion of what moc makes.
#define TTT_TEST(Class)                                                                                                \
    [[maybe_unused]] static const bool is_added = ttt::test::add_test(__FILE__, [](int argc, char** argv) {            \
        Class test;                                                                                                    \
        return QTest::qExec(&test, argc, argv);                                                                        \
    });
