#include "app/window/runs/compose_fields.h"

#include "app/window/shell/dialogs.h"
#include "engine/records/error.h"
#include "engine/text/text_file.h"
#include "views/plain_text.h"

#include <QBoxLayout>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>

#include <limits>

namespace ttt {

namespace {

constexpr int most = 1'000'000;  // of a field; fault_of knows the true bounds
constexpr int fewest_pattern_words = 2, most_pattern_words = 8;
constexpr int word_step = 500, gap_step = 50;
constexpr double noise_step = 5, usual_share = 2.5, most_share = 90;  // per cent

/// Digits as everywhere in the window: 4,000 and 2.5.
template <class Box>
Box* with_digits(Box* box)
{
    box->setLocale(QLocale(QLocale::English, QLocale::UnitedStates));
    box->setGroupSeparatorShown(true);
    box->setAccelerated(true);
    return box;
}

}  // namespace

ComposeFields::ComposeFields(const Dialogs& dialogs, QWidget* parent) : QWidget(parent), form_(new QFormLayout(this))
{
    form_->setContentsMargins({});
    form_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    add_filler(dialogs);
    const ComposePlan start;
    words_ = make_number(tr("Length"), 0, most, start.words, tr(" words"),
                         tr("Of the whole text, planted words included. A word of a book is about 1.3 tokens of the "
                            "shipped models, an invented one about 1.8."));
    words_->setSingleStep(word_step);
    words_->setSpecialValueText(tr("all of the filler"));
    patterns_ = make_number(tr("Patterns"), 1, most, start.patterns, {},
                            tr("Different ones. Each is made of names that stand nowhere else in the text."));
    pattern_words_ = make_number(tr("Length of a pattern"), fewest_pattern_words, most_pattern_words,
                                 start.pattern_words, tr(" words"), tr("From A to B, both included: … A B … A → B"));
    gap_ = make_number(tr("Gap"), 0, most, start.gap, tr(" words"),
                       tr("Between the end of an occurrence and the start of the next, exactly. Beyond the attention "
                          "window (64 tokens in the shipped models) attention can't look back at the earlier one."));
    gap_->setSingleStep(gap_step);
    noise_ = make_share(tr("Noise"), 100 * start.noise,
                        tr("Share of the later occurrences that end in a name that stands nowhere else: a rule that "
                           "copies is wrong there."));
    noise_->setSingleStep(noise_step);
    noise_->setDecimals(1);
    seed_ = make_number(tr("Seed"), 0, std::numeric_limits<int>::max(), static_cast<std::int64_t>(start.seed), {},
                        tr("The same seed and plan give the same text on every machine."));
    form_->addRow(tr("&Length"), words_);
    form_->addRow(tr("&Patterns"), patterns_);
    form_->addRow(tr("Length of a pa&ttern"), pattern_words_);
    add_occurrences();
    form_->addRow(tr("&Gap"), gap_);
    form_->addRow(tr("&Noise"), noise_);
    form_->addRow(tr("&Seed"), seed_);
}

QSpinBox* ComposeFields::make_number(const QString& name, int least, int greatest, std::int64_t value,
                                     const QString& unit, const QString& tip)
{
    auto* box = with_digits(new QSpinBox(this));
    box->setRange(least, greatest);
    box->setValue(static_cast<int>(value));
    box->setSuffix(unit);
    box->setToolTip(tip);
    box->setAccessibleName(name);
    connect(box, &QSpinBox::valueChanged, this, &ComposeFields::changed);
    return box;
}

QDoubleSpinBox* ComposeFields::make_share(const QString& name, double percent, const QString& tip)
{
    auto* box = with_digits(new QDoubleSpinBox(this));
    box->setRange(0, 100);
    box->setDecimals(2);
    box->setValue(percent);
    box->setSuffix(tr(" %"));
    box->setToolTip(tip);
    box->setAccessibleName(name);
    connect(box, &QDoubleSpinBox::valueChanged, this, &ComposeFields::changed);
    return box;
}

void ComposeFields::add_filler(const Dialogs& dialogs)
{
    filler_ = new QLineEdit(this);
    filler_->setObjectName(QStringLiteral("filler"));
    filler_->setPlaceholderText(tr("invented words"));
    filler_->setToolTip(tr("The text to plant into, plain or .xz. Invented words repeat by chance alone."));
    filler_->setClearButtonEnabled(true);
    auto* choose = new QPushButton(tr("Choose …"), this);
    choose->setAutoDefault(false);
    choose->setAccessibleName(tr("Choose a text to plant into"));
    auto* line = new QHBoxLayout;
    line->addWidget(filler_, 1);
    line->addWidget(choose);
    auto* label = new PlainLabel(tr("Plant &into"), this);
    label->setBuddy(filler_);
    form_->addRow(label, line);
    connect(filler_, &QLineEdit::textChanged, this, &ComposeFields::read_filler);
    connect(choose, &QPushButton::clicked, this, [this, &dialogs] {
        const QString path =
            dialogs.open_file(this, tr("A text to plant into"), tr("Text (*.txt *.md *.xz);;All files (*)"),
                              QFileInfo(filler_->text()).absolutePath());
        if (!path.isEmpty())
            filler_->setText(path);
    });
}

void ComposeFields::add_occurrences()
{
    auto* by_count = new QRadioButton(tr("&Occurrences of each"), this);
    by_share_ = new QRadioButton(tr("S&hare of the text"), this);
    by_count->setChecked(true);
    repeats_ = make_number(tr("Occurrences of each"), 2, most, ComposePlan{}.repeats, tr(" times"),
                           tr("The first one included."));
    frequency_ =
        make_share(tr("Share of the text"), usual_share,
                   tr("Planted words ∕ all words. Occurrences of each = share × length ∕ (patterns × length of "
                      "a pattern)."));
    frequency_->setMaximum(most_share);
    form_->addRow(by_count, repeats_);
    form_->addRow(by_share_, frequency_);
    by_count->setToolTip(repeats_->toolTip());
    by_share_->setToolTip(frequency_->toolTip());
    frequency_->setEnabled(false);
    connect(by_share_, &QRadioButton::toggled, this, [this](bool by_share) {
        frequency_->setEnabled(by_share);
        repeats_->setEnabled(!by_share);
        Q_EMIT changed();
    });
}

/// While one types a name there is no such file; the sentence says so.
void ComposeFields::read_filler()
{
    filler_text_.clear();
    filler_problem_.clear();
    try {
        if (!filler().isEmpty())
            filler_text_ = read_text_file(filler().toStdString());
    } catch (const Error& error) {
        filler_problem_ = QString::fromUtf8(error.what());
    }
    Q_EMIT changed();
}

QString ComposeFields::filler() const
{
    return filler_->text().trimmed();
}

ComposePlan ComposeFields::plan() const
{
    ComposePlan plan;
    plan.filler = filler_text_;
    plan.words = words_->value();
    plan.patterns = patterns_->value();
    plan.repeats = repeats_->value();
    plan.gap = gap_->value();
    plan.pattern_words = pattern_words_->value();
    plan.noise = noise_->value() / 100;
    plan.frequency = by_share_->isChecked() ? frequency_->value() / 100 : 0;
    plan.seed = static_cast<std::uint64_t>(seed_->value());
    return plan;
}

QString ComposeFields::problem() const
{
    if (!filler_problem_.isEmpty())
        return filler_problem_;
    if (by_share_->isChecked() && frequency_->value() == 0)
        return tr("Say how large a share of the text shall be planted.");
    return QString::fromStdString(fault_of(plan()));
}

}  // namespace ttt
