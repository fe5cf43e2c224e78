// What the tests of sessions share: a folder of their own, and the sentence that a call throws.
#pragma once

#include "engine/records/error.h"
#include "sessions/session_writer.h"
#include "tests/sessions/sample_run.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <fstream>
#include <string>

namespace QTest {

template <>
inline char* toString(const std::string& text)
{
    return qstrdup(text.c_str());
}

}  // namespace QTest

namespace ttt {

class SessionFolder {
public:
    std::string path(const std::string& name = "run.ttt") const { return folder_.path().toStdString() + "/" + name; }

private:
    QTemporaryDir folder_;
};

/// The message of the ttt::Error that `call` throws; "no error" when it throws none.
template <class Call>
std::string sentence_of(Call&& call)
{
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

inline void write_file(const std::string& path, const std::string& bytes)
{
    std::ofstream(path, std::ios::binary) << bytes;
}

inline std::string read_file(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// A finished run of `steps` steps.
inline void write_sample(const std::string& path, int steps = 3, const RunHeader& header = sample::header())
{
    SessionWriter writer(path);
    RunHeader fitting = header;
    fitting.item_count = std::min<std::int64_t>(header.item_count, 4 * steps);
    writer.begin(fitting, sample::document(4 * steps));
    for (int i = 0; i < steps; ++i)
        writer.append(sample::step(i));
    writer.end(sample::summary());
}

}  // namespace ttt
