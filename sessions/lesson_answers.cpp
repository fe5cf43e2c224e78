#include "sessions/lesson_answers.h"

#include "engine/records/error.h"
#include "sessions/run_owner.h"
#include "sessions/schema.h"
#include "sessions/session_file.h"

namespace ttt {

namespace {

void check(const LessonAnswer& answer)
{
    if (answer.lesson.empty() || answer.step.empty())
        throw Error("An answer must name its lesson and step, got lesson \"" + answer.lesson + "\", step \"" +
                    answer.step + "\".");
}

std::int64_t insert_answer(Database& database, const LessonAnswer& answer)
{
    Statement insert(database, "INSERT INTO lesson_answer (learner, lesson, step, answer, truth, score, run_id, "
                               "created_unix_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    const std::int64_t created = answer.created_unix_ms != 0 ? answer.created_unix_ms : now_unix_ms();
    insert.run(std::string_view(answer.learner), std::string_view(answer.lesson), std::string_view(answer.step),
               std::string_view(answer.answer), std::string_view(answer.truth), answer.score,
               std::string_view(answer.run_id), created);
    return database.last_row_id();
}

LessonAnswer read_answer(const Statement& row)
{
    LessonAnswer answer;
    answer.id = row.integer(0);
    answer.learner = row.text(1);
    answer.lesson = row.text(2);
    answer.step = row.text(3);
    answer.answer = row.text(4);
    answer.truth = row.text(5);
    answer.score = row.real(6);
    answer.run_id = row.text(7);
    answer.created_unix_ms = row.integer(8);
    return answer;
}

}  // namespace

std::int64_t add_lesson_answer(const std::string& path, const LessonAnswer& answer)
{
    check(answer);
    SessionFile file(path, SessionFile::Use::log);
    Transaction transaction(file.database(), Transaction::Kind::write);
    const std::int64_t id = insert_answer(file.database(), answer);
    transaction.commit();
    file.keep();
    return id;
}

std::vector<LessonAnswer> read_lesson_answers(const std::string& path)
{
    check_session_path(path);
    Database database(path, OpenMode::read_only);
    const Transaction transaction(database, Transaction::Kind::read);
    std::vector<LessonAnswer> answers;
    if (check_schema(database) < format_with_answers)
        return answers;
    Statement rows(database, "SELECT id, learner, lesson, step, answer, truth, score, run_id, created_unix_ms "
                             "FROM lesson_answer ORDER BY id");
    while (rows.step())
        answers.push_back(read_answer(rows));
    return answers;
}

}  // namespace ttt
