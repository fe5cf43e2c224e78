#include "views/lab/theorem_controls.h"

#include "views/lab/theorem_slider.h"
#include "views/plain_text.h"
#include "views/tables/field_palette.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QWheelEvent>

#include <algorithm>
#include <array>

namespace ttt {

namespace {

constexpr std::int64_t most_seed = 999'999'999;

class StillChoice : public QComboBox {
public:
    using QComboBox::QComboBox;

protected:
    void wheelEvent(QWheelEvent* event) override { event->ignore(); }
};

}  // namespace

TheoremControls::TheoremControls(QWidget* parent) : QWidget(parent)
{
    auto* grid = new QGridLayout(this);
    const int gap = fontMetrics().averageCharWidth();
    grid->setContentsMargins(gap, gap, gap, gap);
    grid->setHorizontalSpacing(gap);
    grid->setVerticalSpacing(gap / 2);
    grid->setColumnStretch(1, 1);
    make_choices(*grid);
    make_sliders(*grid);
    make_counts(*grid);
    make_switches(*grid);
    grid->setRowStretch(grid->rowCount(), 1);
    setFocusProxy(tap_);
    setAccessibleName(tr("Setup of the theorem"));
    show_setup();
    take_colours();
}

void TheoremControls::make_choices(QGridLayout& grid)
{
    tap_ = add_choice(
        grid, tr("Target"),
        tr("What the key writes, by the tap of a one-hot kernel: v_t is the embedding of token t + tap − 2."));
    tap_->addItem(tr("next token (tap 3)"), 3);
    tap_->addItem(tr("itself (tap 2)"), 2);
    tap_->addItem(tr("previous (tap 1)"), 1);
    connect(tap_, &QComboBox::currentIndexChanged, this, [this] {
        setup_.tap = tap_->currentData().toInt();
        take_in();
    });
    dtype_ = add_choice(grid, tr("Numbers"),
                        tr("In which the weights are kept: 64, 32 or 16 bits with 8 bits of precision."));
    for (const auto& word : spellings<TheoremDtype>)
        dtype_->addItem(QString::fromUtf8(word.text));
    connect(dtype_, &QComboBox::currentIndexChanged, this, [this] {
        setup_.dtype = Choice<TheoremDtype>(dtype_->currentText().toStdString());
        take_in();
    });
}

void TheoremControls::make_sliders(QGridLayout& grid)
{
    rho_ =
        add_number(grid, tr("Likeness ρ"), tr("A1: the dot product e_a · e_b of any two embeddings, ε of the theorem."),
                   1, 1, &TheoremSetup::rho);
    common_mode_ =
        add_number(grid, tr("Common mode μ"),
                   tr("Breaks A2: every key turns towards one direction m, z ← |z| u / |u| with u = z/|z| + μ m."), 2,
                   TheoremLimits::most_common_mode, &TheoremSetup::common_mode);
    eta_ = add_number(grid, tr("Rate η"), tr("Learning rate of the update ΔW = η Σ v_t z_tᵀ."), 1,
                      TheoremLimits::most_eta, &TheoremSetup::eta);
    inner_ =
        new TheoremSlider(tr("Width f"), tr("Width of the keys z: the wider, the smaller the cross-talk, about 1/√f."),
                          {.low = TheoremLimits::least_inner,
                           .high = TheoremLimits::most_inner,
                           .most = TheoremLimits::most_inner,
                           .step = 16,
                           .decimals = 0,
                           .is_logarithmic = true},
                          grid, this);
    connect(inner_, &TheoremSlider::edited, this, [this](double value) {
        setup_.inner = static_cast<std::int64_t>(value);
        take_in();
    });
}

void TheoremControls::make_counts(QGridLayout& grid)
{
    position_ =
        add_count(grid, tr("Position of k*"),
                  tr("Of the key in its chunk of %1: at the last place the next token lies beyond the border and "
                     "the pair is lost.")
                      .arg(TheoremShape::chunk),
                  0, TheoremShape::chunk - 1, &TheoremSetup::position);
    occurrences_ =
        add_count(grid, tr("Pairs k* v*"), tr("How often the pair occurs, once in as many chunks: the changes add up."),
                  1, TheoremLimits::most_pairs, &TheoremSetup::occurrences);
    rivals_ = add_count(grid, tr("Rivals"),
                        tr("How often another token follows the key, in as many chunks before: the logits split."), 0,
                        TheoremLimits::most_pairs - 1, &TheoremSetup::rivals);
    seed_ =
        new TheoremSlider(tr("Seed"), tr("Of the weights, the embeddings and the text: numbers change, ratios do not."),
                          {.high = 20, .most = most_seed, .step = 1, .decimals = 0}, grid, this);
    connect(seed_, &TheoremSlider::edited, this, [this](double value) {
        setup_.seed = static_cast<std::uint64_t>(value);
        take_in();
    });
}

void TheoremControls::make_switches(QGridLayout& grid)
{
    centre_ = add_switch(grid, tr("Centre the keys"),
                         tr("The mean key of the chunk is subtracted when writing: what mends a common mode."),
                         &TheoremSetup::centre_keys);
    same_chunk_ = add_switch(grid, tr("Ask in the pair's chunk"),
                             tr("The query ends the chunk of the last pair: it reads what earlier chunks wrote only."),
                             &TheoremSetup::same_chunk);
    auto* reset = new QPushButton(tr("Reset"), this);
    reset->setToolTip(tr("Everything as at the start: all assumptions of the theorem hold."));
    reset->setAutoDefault(false);
    reset->setObjectName(QStringLiteral("reset"));
    connect(reset, &QPushButton::clicked, this, [this] {
        setup_ = {};
        take_in();
    });
    grid.addWidget(reset, grid.rowCount(), 1, 1, 2, Qt::AlignRight);
}

QComboBox* TheoremControls::add_choice(QGridLayout& grid, const QString& name, const QString& tip)
{
    auto* label = new PlainLabel(name, this);
    auto* choice = new StillChoice(this);
    choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    choice->setMinimumContentsLength(1);
    label->setBuddy(choice);
    for (QWidget* widget : {static_cast<QWidget*>(label), static_cast<QWidget*>(choice)})
        widget->setToolTip(tip);
    choice->setAccessibleName(name);
    choice->setAccessibleDescription(tip);
    const int row = grid.rowCount();
    grid.addWidget(label, row, 0);
    grid.addWidget(choice, row, 1, 1, 2);
    return choice;
}

QCheckBox* TheoremControls::add_switch(QGridLayout& grid, const QString& name, const QString& tip,
                                       bool TheoremSetup::*field)
{
    auto* box = new QCheckBox(name, this);
    box->setToolTip(tip);
    box->setAccessibleDescription(tip);
    grid.addWidget(box, grid.rowCount(), 0, 1, 3);
    connect(box, &QCheckBox::toggled, this, [this, field](bool on) {
        setup_.*field = on;
        take_in();
    });
    return box;
}

TheoremSlider* TheoremControls::add_count(QGridLayout& grid, const QString& name, const QString& tip, std::int64_t low,
                                          std::int64_t high, std::int64_t TheoremSetup::*field)
{
    const SliderScale scale{.low = static_cast<double>(low),
                            .high = static_cast<double>(high),
                            .most = static_cast<double>(high),
                            .step = 1,
                            .decimals = 0};
    auto* count = new TheoremSlider(name, tip, scale, grid, this);
    connect(count, &TheoremSlider::edited, this, [this, field](double value) {
        setup_.*field = static_cast<std::int64_t>(value);
        take_in();
    });
    return count;
}

TheoremSlider* TheoremControls::add_number(QGridLayout& grid, const QString& name, const QString& tip, double high,
                                           double most, double TheoremSetup::*field)
{
    auto* number = new TheoremSlider(name, tip, {.high = high, .most = most, .step = 0.01, .decimals = 4}, grid, this);
    connect(number, &TheoremSlider::edited, this, [this, field](double value) {
        setup_.*field = value;
        take_in();
    });
    return number;
}

void TheoremControls::set_setup(const TheoremSetup& setup)
{
    setup_ = setup;
    keep_in_range();
    show_setup();
}

void TheoremControls::take_in()
{
    keep_in_range();
    show_setup();
    Q_EMIT edited();
}

void TheoremControls::keep_in_range()
{
    const auto most = TheoremLimits::most_pairs;
    setup_.position = std::clamp<std::int64_t>(setup_.position, 0, last_position(setup_));
    setup_.occurrences = std::clamp<std::int64_t>(setup_.occurrences, 1, most);
    setup_.rivals = std::clamp<std::int64_t>(setup_.rivals, 0, most - setup_.occurrences);
}

void TheoremControls::show_setup()
{
    position_->set_most(static_cast<double>(last_position(setup_)));
    const std::array<std::pair<TheoremSlider*, double>, 8> numbers{
        {{rho_, setup_.rho},
         {common_mode_, setup_.common_mode},
         {eta_, setup_.eta},
         {inner_, static_cast<double>(setup_.inner)},
         {position_, static_cast<double>(setup_.position)},
         {occurrences_, static_cast<double>(setup_.occurrences)},
         {rivals_, static_cast<double>(setup_.rivals)},
         {seed_, static_cast<double>(setup_.seed)}}};
    rivals_->set_most(static_cast<double>(TheoremLimits::most_pairs - setup_.occurrences));
    for (const auto& [slider, value] : numbers)
        slider->set_value(value);
    const QSignalBlocker tap(tap_), dtype(dtype_), centre(centre_), same_chunk(same_chunk_);
    tap_->setCurrentIndex(tap_->findData(static_cast<int>(setup_.tap)));
    dtype_->setCurrentText(QString::fromStdString(setup_.dtype.text()));
    centre_->setChecked(setup_.centre_keys);
    same_chunk_->setChecked(setup_.same_chunk);
}

void TheoremControls::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        take_colours();
}

void TheoremControls::take_colours()
{
    const QPalette field = field_palette(palette());
    for (QWidget* widget : std::initializer_list<QWidget*>{tap_, dtype_, centre_, same_chunk_})
        widget->setPalette(field);
    for (const TheoremSlider* slider : {rho_, common_mode_, eta_, inner_, position_, occurrences_, rivals_, seed_})
        slider->number()->setPalette(field);
}

}  // namespace ttt
