// What the views know of single images: outcomes, filters, the grid's geometry, the pictures on their way.
#include "sample_images.h"
#include "tests/support/test_main.h"
#include "views/images/image_filter.h"
#include "views/images/image_grid.h"
#include "views/images/image_words.h"
#include "views/images/picture_model.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace ttt;

class ImageItemsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void outcomes();
    void one_arm_is_right_or_wrong();
    void without_labels_nothing_is_judged();
    void numbers_of_a_damaged_file_are_none();
    void filters_follow_the_playhead();
    void filters_come_back_by_their_keys();
    void classes_without_names_are_counted();
    void cells_and_points_agree();
    void pictures_are_asked_once();
    void pictures_are_bounded();
    void a_problem_ends_the_asking();
};

void ImageItemsTest::outcomes()
{
    RunModel run;
    sample::fill_images(run);
    const ImageItems items(run);
    QCOMPARE(items.count(), 40);
    const std::array expected{Outcome::right, Outcome::mended, Outcome::broken, Outcome::wrong};
    for (std::int64_t item = 0; item < items.count(); ++item)
        QCOMPARE(items.outcome(item), expected[static_cast<std::size_t>(item % 4)]);
    QCOMPARE(items.image(25), 5);
    QCOMPARE(items.shift(25), 1);
    QCOMPARE(items.label(25), 1);
    QCOMPARE(items.predicted(Arm::frozen, 25), 2);  // 25 % 4 == 1: mended
    QCOMPARE(items.predicted(Arm::adapted, 25), 1);
    const std::vector<Guess> guesses = items.guesses(Arm::adapted, 25);
    QCOMPARE(guesses.size(), 3U);
    QCOMPARE(guesses[0].label, 1);
    QVERIFY(std::abs(guesses[0].probability - std::exp(-0.25)) < 1e-6);
    QCOMPARE(outcome_sentence(run, 25), QStringLiteral("Mended: frozen says bag, adapted says shirt."));
    QCOMPARE(image_in_words(run, 25),
             QStringLiteral("Image 25, shirt, clean, batch 2. Mended: frozen says bag, adapted says shirt."));
}

void ImageItemsTest::one_arm_is_right_or_wrong()
{
    RunModel run;
    sample::fill_images(run, {.frozen = false});
    const ImageItems items(run);
    QCOMPARE(items.outcome(1), Outcome::right);
    QCOMPARE(items.outcome(2), Outcome::wrong);
    QCOMPARE(outcome_words(items.outcome(2), has_both_arms(run)), QStringLiteral("wrong"));
    QVERIFY(std::isnan(items.entropy(Arm::frozen, 1)));
    QVERIFY(items.guesses(Arm::frozen, 1).empty());
}

void ImageItemsTest::without_labels_nothing_is_judged()
{
    RunModel run;
    sample::fill_images(run, {.labels = false});
    const ImageItems items(run);
    QCOMPARE(items.outcome(1), Outcome::unknown);
    QCOMPARE(items.label(1), -1);
    QCOMPARE(items.predicted(Arm::adapted, 1), 1);
    QCOMPARE(class_words(run, items.label(1)), QStringLiteral("no label"));
}

void ImageItemsTest::numbers_of_a_damaged_file_are_none()
{
    const sample::ImageRunShape shape;
    RunModel run;
    run.start(sample::image_header(shape), sample::image_set(shape));
    StepRecord step = sample::image_step(shape, 0);
    step.columns[0].values[0] = std::numeric_limits<float>::quiet_NaN();
    step.columns[0].values[1] = -3;  // noise
    step.columns[1].values[0] = std::numeric_limits<float>::infinity();
    step.columns[2].values[0] = 9;
    run.append({step});
    const ImageItems items(run);
    QCOMPARE(items.image(0), no_image);
    QCOMPARE(items.image(1), -3);
    QCOMPARE(items.label(0), -1);
    QCOMPARE(shift_words_at(run, items.shift(0)), QString());
    QCOMPARE(items.image(-1), no_image);
    QCOMPARE(items.image(1000), no_image);
}

void ImageItemsTest::filters_follow_the_playhead()
{
    RunModel run;
    sample::fill_images(run, {}, 2);
    FilteredItems items;
    items.read(run, {FilterKind::mended, -1});
    QCOMPARE(items.shown(run), 5);  // 1, 5, 9, 13, 17
    QCOMPARE(items.item(2), 9);
    QCOMPARE(items.lower_bound(6), 2);
    run.append({sample::image_step({}, 2)});
    items.update(run);
    QCOMPARE(items.shown(run), 8);
    run.set_shown_steps(1);
    QCOMPARE(items.shown(run), 3);
    items.read(run, {FilterKind::of_shift, 1});
    QCOMPARE(items.shown(run), 0);
    run.set_shown_steps(3);
    QCOMPARE(items.shown(run), 10);
    items.read(run, {FilterKind::of_class, 2});
    QCOMPARE(items.item(0), 2);
    items.read(run, {FilterKind::wrong_adapted, -1});
    QCOMPARE(items.item(1), 3);
    QCOMPARE(nothing_found({FilterKind::broken, -1}, run),
             QStringLiteral("None of the 30 images shown so far is among those chosen: broken."));
}

void ImageItemsTest::filters_come_back_by_their_keys()
{
    for (const ImageFilter filter : {ImageFilter{}, {FilterKind::broken, -1}, {FilterKind::of_class, 7}})
        QVERIFY(filter_of_key(filter_key(filter)) == filter);
    for (const char* nonsense : {"", "x", "of-class", "of-class:-2", "mended:3", "of-shift:a"})
        QVERIFY2(filter_of_key(QString::fromLatin1(nonsense)) == ImageFilter{}, nonsense);
}

void ImageItemsTest::classes_without_names_are_counted()
{
    RunModel run;
    sample::fill_images(run, {.names = false});
    QCOMPARE(class_count(run), 3);
    QCOMPARE(class_words(run, 2), QStringLiteral("class 2"));
    run.clear();
    QCOMPARE(class_count(run), 0);
}

void ImageItemsTest::cells_and_points_agree()
{
    for (const double aspect : {1.0, 2.0, 0.5}) {
        ImageGrid grid;
        grid.aspect = aspect;
        grid.width = 500;
        grid.scroll = 37;
        grid.count = 1001;
        for (std::int64_t index = 0; index < grid.count; ++index) {
            QCOMPARE(grid.index_at(grid.cell(index).center()), index);
            QVERIFY(grid.cell(index).right() <= grid.width - ImageGrid::margin + 1e-9);
        }
        QCOMPARE(grid.index_at({2, 2}), -1);
        QCOMPARE(grid.index_at(grid.cell(1000).center() + QPointF(0, grid.row_pitch())), -1);
        const auto [begin, end] = grid.between(0, 200);
        QVERIFY(grid.cell(begin).bottom() + ImageGrid::gap >= 0 && grid.cell(end - 1).top() <= 200);
        QVERIFY(begin == 0 || grid.cell(begin - 1).bottom() < 0);
        QVERIFY(grid.cell(end).top() > 200);
        QCOMPARE(grid.cell(grid.count - 1).bottom() + grid.scroll + ImageGrid::margin, grid.height());
    }
}

void ImageItemsTest::pictures_are_asked_once()
{
    PictureModel pictures;
    std::vector<std::vector<PictureKey>> wanted;
    connect(&pictures, &PictureModel::wanted, this, [&](const auto& keys) { wanted.push_back(keys); });
    QObject one, other;
    pictures.ask(&one, {{1, 0}, {2, 0}, {no_image, 0}});
    pictures.ask(&one, {{1, 0}, {2, 0}});
    QCOMPARE(wanted.size(), 1U);
    QCOMPARE(wanted[0].size(), 2U);
    pictures.ask(&other, {{1, PictureKey::clean}});
    QCOMPARE(wanted.size(), 2U);
    QCOMPARE(wanted[1].size(), 3U);
    QImage image(4, 4, QImage::Format_RGB32);
    image.fill(Qt::red);
    QSignalSpy changed(&pictures, &PictureModel::changed);
    pictures.add({{{1, 0}, image}});
    QCOMPARE(changed.size(), 1);
    QCOMPARE(pictures.picture({1, 0}).pixelColor(0, 0), QColor(Qt::red));
    QVERIFY(pictures.picture({2, 0}).isNull());
    pictures.ask(&one, {{1, 0}});
    QCOMPARE(wanted.size(), 2U);
    pictures.reset();
    QVERIFY(pictures.picture({1, 0}).isNull());
}

void ImageItemsTest::pictures_are_bounded()
{
    PictureModel pictures;
    const QImage large(1024, 1024, QImage::Format_RGB32);  // 4 MiB
    for (std::int64_t image = 0; image < 100; ++image)
        pictures.add({{{image, 0}, large.copy()}});
    std::int64_t kept = 0;
    for (std::int64_t image = 0; image < 100; ++image)
        kept += !pictures.picture({image, 0}).isNull();
    QCOMPARE(kept, PictureModel::most_bytes / large.sizeInBytes());
    QVERIFY(!pictures.picture({99, 0}).isNull());
}

void ImageItemsTest::a_problem_ends_the_asking()
{
    PictureModel pictures;
    QSignalSpy wanted(&pictures, &PictureModel::wanted);
    pictures.set_problem(QStringLiteral("Gone."));
    pictures.ask(this, {{1, 0}});
    QCOMPARE(wanted.size(), 0);
    QCOMPARE(pictures.problem(), QStringLiteral("Gone."));
    pictures.reset();
    QVERIFY(pictures.problem().isEmpty());
    pictures.ask(this, {{1, 0}});
    QCOMPARE(wanted.size(), 1);
}

TTT_TEST(ImageItemsTest)
#include "tst_image_items.moc"
