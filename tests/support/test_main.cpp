// main() of a program that holds several Qt Test classes: the first argument names the one to run, the others go to it.
#include "tests/support/test_main.h"

#ifdef TTT_TESTS_OF_THE_WINDOW
#include "app/window/shell/program.h"
using Application = ttt::Program;
#elif defined(QT_WIDGETS_LIB)
#include <QApplication>
using Application = QApplication;
#else
#include <QCoreApplication>
using Application = QCoreApplication;
#endif

#include <cstdio>
#include <filesystem>
#include <map>
#include <string>

namespace ttt::test {

namespace {

std::map<std::string, RunTest>& tests()
{
    static std::map<std::string, RunTest> all;
    return all;
}

int refuse()
{
    std::fputs("The first argument names a test:", stderr);
    for (const auto& [name, run] : tests())
        std::fprintf(stderr, " %s", name.c_str());
    std::fputc('\n', stderr);
    return 2;
}

}  // namespace

bool add_test(const char* file, RunTest run)
{
    return tests().emplace(std::filesystem::path(file).stem().string(), run).second;
}

}  // namespace ttt::test

int main(int argc, char** argv)
{
    const auto& tests = ttt::test::tests();
    const auto found = argc > 1 ? tests.find(argv[1]) : tests.end();
    if (found == tests.end())
        return ttt::test::refuse();
    Application application(argc, argv);
#ifdef TTT_TESTS_OF_THE_WINDOW
    application.set_teller([](const QString& sentence) { QTest::qFail(qPrintable(sentence), __FILE__, __LINE__); });
#endif
#ifdef QT_WIDGETS_LIB
    QApplication::setAttribute(Qt::AA_Use96Dpi);  // as QTEST_MAIN does
#endif
    return found->second(argc - 1, argv + 1);
}
