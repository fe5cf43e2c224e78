// Words that are enums in code: their spellings, and what becomes of a word of another version.
#include "engine/records/parsed_number.h"
#include "engine/records/settings/problems.h"
#include "engine/records/settings/setting_text.h"
#include "engine/records/theorem.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <set>

using namespace ttt;

namespace {

template <class E>
void expect_words(std::initializer_list<const char*> words)
{
    QCOMPARE(spellings<E>.size(), words.size());
    std::set<E> values;
    for (const char* text : words) {
        const std::optional<E> value = find_word<E>(text);
        QVERIFY2(value && values.insert(*value).second, text);
        QCOMPARE(spelled(*value), std::string_view(text));
        QCOMPARE(Choice<E>(*value).text(), std::string(text));
        QVERIFY(Choice<E>(std::string(text)) == *value);
    }
    QVERIFY(!find_word<E>("") && !find_word<E>(std::string(*words.begin()) + " "));
}

}  // namespace

class WordsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// They stand in files: a word that changes is another word.
    void words_keep_their_spelling()
    {
        expect_words<Arms>({"paired", "adapted", "frozen"});
        expect_words<Target>({"trained", "lm-aligned", "reconstruction", "previous"});
        expect_words<TargetSource>({"hidden_states", "input_embed"});
        expect_words<Control>({"none", "random"});
        expect_words<Optimizer>({"sgd", "rms", "adam"});
        expect_words<LearnedPart>({"all", "down", "norms"});
        expect_words<Device>({"cpu", "cuda"});
        expect_words<Dtype>({"f32", "bf16"});
        expect_words<TheoremDtype>({"f64", "f32", "bf16"});
        expect_words<bool>({"yes", "no"});
    }

    void lists_for_sentences()
    {
        QCOMPARE(all_words<TheoremDtype>(), std::string("f64, f32 or bf16"));
        QCOMPARE(all_words<Device>(), std::string("cpu or cuda"));
    }

    void nothing_chosen()
    {
        const Choice<Target> none;
        QVERIFY(none.empty() && !none.known() && none.text().empty());
        QVERIFY(none == Choice<Target>(std::string()) && none != Target::trained);
    }

    void another_versions_word_stays()
    {
        const Choice<Arms> foreign("both");
        QVERIFY(!foreign.empty() && !foreign.known());
        QCOMPARE(foreign.text(), std::string("both"));
        for (const Spelling<Arms>& word : spellings<Arms>)
            QVERIFY(foreign != word.value);
        QVERIFY(foreign == Choice<Arms>("both") && foreign != Choice<Arms>("Both"));
    }

    void another_versions_word_is_one_sentence()
    {
        RunConfig config;
        config.device = Choice<Device>("tpu");
        QCOMPARE(first_problem(config, {}), std::string("The device must be one of cpu, cuda, not \"tpu\"."));
        const Setting& device = *find_setting("device", config.method);
        QCOMPARE(text_of(device, config), std::string("tpu"));
        QCOMPARE(set_text(device, config, "npu"), std::string("'npu' is not one of cpu, cuda"));
        QCOMPARE(config.device.text(), std::string("tpu"));
        QCOMPARE(set_text(device, config, "cuda"), std::string());
        QVERIFY(config.device == Device::cuda);
    }

    void every_choice_of_a_setting_is_a_word()
    {
        for (const Setting& row : settings())
            for (const SettingChoice& choice : row.choices) {
                RunConfig config;
                config.method = owners(row, &MethodInfo::key).substr(0, owners(row, &MethodInfo::key).find(','));
                QCOMPARE(set_text(row, config, choice.value), std::string());
                QCOMPARE(text_of(row, config), std::string(choice.value));
            }
    }

    void numbers_are_whole_texts()
    {
        QCOMPARE(parsed_number<std::int64_t>("-12").value(), -12);
        QCOMPARE(parsed_number<double>("1e-3").value(), 0.001);
        for (const char* text : {"", " 1", "1 ", "1x", "1.5", "9223372036854775808"})
            QVERIFY2(!parsed_number<std::int64_t>(text), text);
    }
};

TTT_TEST(WordsTest)
#include "tst_words.moc"
