// Views of an image: those of rotations are what PyTorch cuts, those of AugMix what its authors' code makes with
// pillow.
#include "engine/model/safetensors.h"
#include "engine/vision/methods/augmix_method.h"
#include "engine/vision/methods/turned_views.h"
#include "engine/vision/methods/view_padding.h"

#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <torch/utils.h>

#include <QtTest>

using namespace ttt;
using torch::Tensor;

namespace {

SafetensorsFile golden()
{
    return SafetensorsFile::open(TTT_TESTS_DIR "/golden/image-nets/views/expected.safetensors");
}

AugMixChange change_of(const Tensor& numbers)
{
    return {static_cast<AugMixKind>(numbers[0].item<int>()), numbers[1].item<double>(), numbers[2].item<double>() != 0};
}

std::vector<std::uint8_t> bytes_of(const Tensor& picture)
{
    const auto* first = picture.const_data_ptr<std::uint8_t>();
    return {first, first + picture.numel()};
}

AugMixView view_of(const SafetensorsFile& file, std::int64_t index)
{
    const Tensor crop = file.tensor("view_crops")[index];
    AugMixView view{crop[0].item<std::int64_t>(),
                    crop[1].item<std::int64_t>(),
                    crop[2].item<bool>(),
                    {},
                    file.tensor("view_shares")[index].item<double>()};
    for (std::int64_t chain = 0; chain < 3; ++chain) {
        view.chains[static_cast<std::size_t>(chain)].weight = file.tensor("view_weights")[index][chain].item<double>();
        for (std::int64_t at = 0; at < 3; ++at) {
            const Tensor numbers = file.tensor("view_changes")[index][chain][at];
            if (numbers[0].item<double>() >= 0)
                view.chains[static_cast<std::size_t>(chain)].changes.push_back(change_of(numbers));
        }
    }
    return view;
}

}  // namespace

class TestImageViews : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void changes_are_those_of_pillow();
    void augmix_is_its_authors();
    void what_is_uncovered_is_grey();
    void an_unchanged_view_is_the_picture();
    void turned_views_are_cut_mirrored_and_turned();
    void four_quarters_are_none();
    void drawn_by_item();
};

void TestImageViews::changes_are_those_of_pillow()
{
    const SafetensorsFile file = golden();
    const Tensor numbers = file.tensor("change_numbers"), expected = file.tensor("changed");
    const std::vector<std::uint8_t> picture = bytes_of(file.tensor("picture"));
    for (std::int64_t i = 0; i < numbers.size(0); ++i) {
        const AugMixChange change = change_of(numbers[i]);
        const auto got = changed_picture(picture, {32, 32, 3}, change, Uncovered::as_published);
        const std::vector<std::uint8_t> wanted = bytes_of(expected[i]);
        std::size_t others = 0;
        for (std::size_t at = 0; at < got.size(); ++at)
            others += got[at] != wanted[at];
        QVERIFY2(others == 0,
                 qPrintable(QString("change %1 of kind %2: %3 bytes").arg(i).arg(int(change.kind)).arg(others)));
    }
}

void TestImageViews::augmix_is_its_authors()
{
    const SafetensorsFile file = golden();
    const Tensor picture = file.tensor("picture").permute({2, 0, 1}).unsqueeze(0);
    const Tensor expected = file.tensor("views");
    for (std::int64_t i = 0; i < 3; ++i) {
        const Tensor view = augmix_views(picture, {view_of(file, i)}, Uncovered::as_published);
        TTT_VERIFY_BELOW(test::largest_difference((view[0] / 255 - 0.5) / 0.5, expected[i]), 2e-6);
    }
}

void TestImageViews::what_is_uncovered_is_grey()
{
    const std::vector<std::uint8_t> picture(32 * 32 * 3, 7);
    const AugMixChange change{AugMixKind::translate_x, 1, false};
    const auto grey = changed_picture(picture, {32, 32, 3}, change, Uncovered::grey);
    QCOMPARE(std::vector(grey.begin() + 28 * 3, grey.begin() + 32 * 3),
             (std::vector<std::uint8_t>{7, 7, 7, 7, 7, 7, 7, 7, 7, 128, 128, 128}));
    const auto red = changed_picture(picture, {32, 32, 3}, change, Uncovered::as_published);
    QCOMPARE(std::vector(red.begin() + 31 * 3, red.begin() + 32 * 3), (std::vector<std::uint8_t>{128, 0, 0}));
}

void TestImageViews::an_unchanged_view_is_the_picture()
{
    const Tensor image = torch::randint(0, 256, {1, 1, 28, 28}, torch::kUInt8);
    AugMixView view;
    view.top = view.left = view_padding(28);
    view.chains[0] = {1, {}};
    view.share = 0.3;
    TTT_VERIFY_BELOW(test::largest_difference(augmix_views(image, {view}, Uncovered::grey), image.to(torch::kFloat32)),
                     1e-4);
    view.is_mirrored = true;
    TTT_VERIFY_BELOW(
        test::largest_difference(augmix_views(image, {view}, Uncovered::grey), image.flip(3).to(torch::kFloat32)),
        1e-4);
}

void TestImageViews::turned_views_are_cut_mirrored_and_turned()
{
    Draws draws(1, 2, "test", 0);
    const Tensor image = torch::randint(0, 256, {1, 3, 12, 12}, torch::kUInt8);
    const std::vector<TurnedView> views = draw_turned_views(40, 12, draws);
    const Tensor cut = cut_views(image, turned_view_codes(views, 12));
    const Tensor padded = torch::constant_pad_nd(image, {4, 4, 4, 4});
    for (std::size_t i = 0; i < views.size(); ++i) {
        const TurnedView& view = views[i];
        Tensor wanted = padded.slice(2, view.top, view.top + 12).slice(3, view.left, view.left + 12)[0];
        wanted = torch::rot90(view.is_mirrored ? wanted.flip(2) : wanted, view.quarters, {1, 2});
        QVERIFY(torch::equal(cut[static_cast<std::int64_t>(i)], wanted));
    }
}

void TestImageViews::four_quarters_are_none()
{
    const Tensor image = torch::randint(0, 256, {1, 1, 9, 9}, torch::kUInt8);
    Tensor turned = image;
    for (int quarter = 0; quarter < 4; ++quarter)
        turned = cut_views(turned, turned_view_codes({{4, 4, false, 1}}, 9));
    QVERIFY(torch::equal(turned, image));
    QVERIFY(!torch::equal(cut_views(image, turned_view_codes({{4, 4, false, 1}}, 9)), image));
}

void TestImageViews::drawn_by_item()
{
    const auto codes = [](std::int64_t item) {
        Draws draws(7, item, "turned views", 0);
        return turned_view_codes(draw_turned_views(32, 28, draws), 28);
    };
    QVERIFY(torch::equal(codes(5), codes(5)));
    QVERIFY(!torch::equal(codes(5), codes(6)));
    int quarters[4] = {};
    Draws draws(7, 0, "turned views", 0);
    for (const TurnedView& view : draw_turned_views(400, 28, draws))
        ++quarters[view.quarters];
    for (const int count : quarters)
        QVERIFY(count > 60 && count < 140);
}

TTT_TEST(TestImageViews)
#include "tst_image_views.moc"
