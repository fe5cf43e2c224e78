#include "views/images/image_detail.h"

#include "views/images/image_paint.h"
#include "views/images/image_words.h"
#include "views/number_text.h"
#include "views/token/detail_painter.h"

#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace ttt {

namespace {

constexpr int least_width = 320;        // pixels
constexpr int picture_gap = 8;          // between clean and shown
constexpr double pictures_part = 0.34;  // of the strip at most
constexpr int short_lines = 5;          // title, top 3, entropy
constexpr std::size_t short_guesses = 3;
constexpr int roomy_lines = 20;                          // of grid and strip together
constexpr double least_scale = 0.05;                     // a full bar stands for at least this probability
constexpr std::array column_ends{0.0, 0.32, 0.66, 1.0};  // parts of what the pictures leave

QColor outcome_colour(Outcome outcome, const Theme& theme)
{
    return outcome == Outcome::mended ? theme.adapted : outcome == Outcome::broken ? theme.failure : theme.text;
}

}  // namespace

ImageDetail::ImageDetail(RunModel& run, Selection& selection, PictureModel& pictures, QWidget* parent)
    : QWidget(parent), run_(run), selection_(selection), pictures_(pictures)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(tr("What is said of the selected image"));
    connect(&run_, &RunModel::started, this, [this] {
        fold(true);
        read();
    });
    connect(&selection_, &Selection::locked_changed, this, [this] {
        if (!selection_.locked())
            fold(true);
    });
    connect(&run_, &RunModel::shown_changed, this, &ImageDetail::read);
    connect(&selection_, &Selection::changed, this, &ImageDetail::read);
    connect(&pictures_, &PictureModel::changed, this, qOverload<>(&QWidget::update));
    fold(true);
    read();
}

void ImageDetail::read()
{
    const std::int64_t item = selection_.current().item;
    item_ = item >= 0 && item < ImageItems(run_).count() && image_set_of(run_) ? item : -1;
    setAccessibleDescription(image_in_words(run_, item_));
    if (item_ >= 0)
        fold(false);
    pictures_.ask(this, keys());
    update();
}

std::vector<PictureKey> ImageDetail::keys() const
{
    if (item_ < 0)
        return {};
    const ImageItems items(run_);
    return {{items.image(item_), PictureKey::clean}, {items.image(item_), items.shift(item_)}};
}

/// One line until something is pointed at; then it stays open until Esc or another run.
void ImageDetail::fold(bool folded)
{
    was_pointed_at_ = !folded;
    if (const int height = sizeHint().height(); minimumHeight() != height)
        setFixedHeight(height);
}

/// Beside a low grid: three classes of each net are told then.
bool ImageDetail::is_short() const
{
    return parentWidget() && parentWidget()->height() < roomy_lines * detail_line_height(font());
}

QSize ImageDetail::sizeHint() const
{
    const int lines = !was_pointed_at_ ? 1 : is_short() ? short_lines : detail_lines;
    return {2 * least_width, static_cast<int>(lines * detail_line_height(font()) + 1.5 * detail_padding)};
}

QSize ImageDetail::minimumSizeHint() const
{
    return {least_width, sizeHint().height()};
}

ArmFacts ImageDetail::facts(Arm arm) const
{
    const ImageItems items(run_);
    ArmFacts facts{std::nan(""), std::nan(""), {}};
    for (const Guess& guess : items.guesses(arm, item_))
        facts.top.push_back({class_words(run_, guess.label), guess.probability, guess.label == items.label(item_)});
    return facts;
}

double ImageDetail::pictures_width() const
{
    const double side = height() - 2 * detail_padding - detail_line_height(font());
    return std::min(2 * side + picture_gap, width() * pictures_part) + 2 * detail_padding;
}

void ImageDetail::paint_pictures(QPainter& painter) const
{
    const Theme& colours = theme(palette());
    const double line = detail_line_height(font());
    const double room = (pictures_width() - 2 * detail_padding - picture_gap) / 2;
    const ImageSetRecord& set = *image_set_of(run_);
    const double aspect =
        set.height > 0 && set.width > 0 ? static_cast<double>(set.width) / static_cast<double>(set.height) : 1;
    const double wide = std::min(room, room * aspect), high = std::min(room, room / aspect);
    const QStringList names{tr("clean"), tr("as shown")};
    const std::vector<PictureKey> both = keys();
    for (std::size_t at = 0; at < both.size(); ++at) {
        const QRectF place(detail_padding + static_cast<double>(at) * (room + picture_gap), detail_padding, wide, high);
        paint_picture(painter, place, pictures_.picture(both[at]), colours);
        painter.setPen(colours.muted);
        painter.drawText(QRectF(place.left(), place.bottom(), room, line), Qt::AlignVCenter,
                         names[static_cast<qsizetype>(at)]);
    }
}

void ImageDetail::paint_words(DetailPainter& painter) const
{
    const Theme& colours = theme(palette());
    const ImageItems items(run_);
    const Outcome outcome = items.outcome(item_);
    if (run_.empty()) {
        painter.line(tr("image %1").arg(grouped(item_)), colours.text, true);
        return painter.paragraph(tr("Not run yet: nobody said anything of it."), colours.muted);
    }
    painter.line(class_words(run_, items.label(item_)), colours.text, true);
    const QString words = outcome_words(outcome, has_both_arms(run_));
    if (outcome != Outcome::unknown)
        painter.line(words, outcome_colour(outcome, colours));
    painter.line(shift_words_at(run_, items.shift(item_)), colours.text);
    painter.line(tr("image %1 · batch %2").arg(grouped(item_), grouped(run_.step_of(item_))), colours.text);
    const std::int64_t image = items.image(item_);
    painter.line(image >= 0 ? tr("number %1 of the set").arg(grouped(image)) : tr("noise, of no class"), colours.muted);
}

void ImageDetail::paint_arm(DetailPainter& painter, Arm arm, double scale) const
{
    const Theme& colours = theme(palette());
    const bool is_frozen = arm == Arm::frozen;
    ArmFacts said = facts(arm);
    if (is_short() && said.top.size() > short_guesses)
        said.top.resize(short_guesses, said.top.front());
    painter.arm(is_frozen ? tr("frozen") : tr("adapted"), is_frozen ? colours.frozen : colours.adapted, said, scale,
                tr("This arm did not run."),
                tr("entropy %1 nats").arg(fixed_text(ImageItems(run_).entropy(arm, item_), 2)));
}

QString ImageDetail::hint() const
{
    return tr("Point at an image to see what was said of it; click to lock, Esc frees.");
}

void ImageDetail::paintEvent(QPaintEvent*)
{
    const Theme& colours = theme(palette());
    QPainter painter(this);
    painter.fillRect(rect(), colours.panel);
    painter.fillRect(QRect(0, 0, width(), 1), colours.border);
    if (item_ < 0)
        return DetailPainter(painter, rect(), colours).paragraph(hint(), colours.muted);
    paint_pictures(painter);
    double scale = least_scale;
    for (const Arm arm : {Arm::frozen, Arm::adapted})
        for (const Candidate& candidate : facts(arm).top)
            scale = std::max(scale, candidate.probability);
    const double left = pictures_width(), room = width() - left;
    const auto column = [&](std::size_t at) {
        const double from = std::round(left + room * column_ends[at]),
                     to = std::round(left + room * column_ends[at + 1]);
        painter.fillRect(QRectF(from, 1, 1, height() - 1), colours.border);
        return DetailPainter(painter, QRectF(from, 0, to - from, height()), colours);
    };
    DetailPainter words = column(0);
    paint_words(words);
    if (run_.empty())
        return;
    DetailPainter frozen = column(1);
    paint_arm(frozen, Arm::frozen, scale);
    DetailPainter adapted = column(2);
    paint_arm(adapted, Arm::adapted, scale);
}

}  // namespace ttt
