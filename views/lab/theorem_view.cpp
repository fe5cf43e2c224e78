#include "views/lab/theorem_view.h"

#include "views/lab/theorem_chart.h"
#include "views/lab/theorem_chart_paint.h"
#include "views/lab/theorem_controls.h"
#include "views/lab/theorem_setup_text.h"
#include "views/lab_model.h"
#include "views/number_text.h"
#include "views/plain_text.h"
#include "views/theme.h"

#include <QAction>
#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QRegularExpression>
#include <QScrollArea>
#include <QScrollBar>

#include <algorithm>

namespace ttt {

namespace {

constexpr int letters_beside = 62;      // width for the bars, from which on the two charts stand side by side
constexpr double controls_part = 0.45;  // of the view, at most
constexpr double words_part = 0.3;

QScrollArea* plain_area(QWidget* content, QWidget* parent)
{
    auto* area = new QScrollArea(parent);
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->viewport()->setAutoFillBackground(false);  // the panel shows through
    content->setAutoFillBackground(false);
    return area;
}

/// One line of signs.
class Legend : public QWidget {
public:
    Legend(const QAction& single, QWidget* parent) : QWidget(parent), single_(single) {}

    QSize sizeHint() const override { return {0, fontMetrics().lineSpacing() + fontMetrics().averageCharWidth()}; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        const double gap = fontMetrics().averageCharWidth();
        paint_theorem_legend(painter, theme(palette()), QRectF(rect()).adjusted(gap, 0, -gap, 0), single_.isChecked());
    }

private:
    const QAction& single_;
};

}  // namespace

TheoremView::TheoremView(RunModel& run, Selection& selection, LabModel& lab, QWidget* parent)
    : View(run, selection, parent), lab_(lab), controls_(new TheoremControls), chart_(new TheoremChart),
      beside_(new TheoremChart), words_(new PlainLabel), single_(new QAction(tr("One run alone"), this))
{
    single_->setCheckable(true);
    single_->setToolTip(tr("Also marks what the first of the two runs did by itself, with the cross-talk of all other "
                           "tokens."));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(0);
    make_controls(*row);
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    column->setContentsMargins(0, fontMetrics().averageCharWidth() / 2, 0, 0);
    row->addLayout(column, 1);
    legend_ = new Legend(*single_, this);
    legend_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    column->addWidget(legend_);
    bars_ = new QBoxLayout(QBoxLayout::LeftToRight);
    bars_->addWidget(chart_, 1);
    bars_->addWidget(beside_, 1);
    column->addLayout(bars_, 1);
    make_words(*column);
    connect(single_, &QAction::toggled, this, &TheoremView::draw);
    connect(controls_, &TheoremControls::edited, this, &TheoremView::change);
    connect(&lab, &LabModel::theorem_changed, this, &TheoremView::take_answer);
    connect(&lab, &LabModel::state_changed, this, &TheoremView::take_problem);
    setFocusProxy(controls_);
    setAccessibleName(title());
    draw();
}

void TheoremView::make_controls(QBoxLayout& row)
{
    control_area_ = plain_area(controls_, this);
    row.addWidget(control_area_);
}

void TheoremView::make_words(QBoxLayout& column)
{
    const int gap = fontMetrics().averageCharWidth();
    words_->setWordWrap(true);
    words_->setObjectName(QStringLiteral("theorem_words"));
    words_->setTextFormat(Qt::RichText);
    words_->setMargin(gap);
    words_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    words_->setAccessibleName(tr("What the comparison says"));
    words_->setToolTip(
        tr("Theorem 1 of arXiv 2604.06169: what one pair k* v* in an earlier chunk adds to the logit of w."));
    words_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    word_area_ = plain_area(words_, this);
    column.addWidget(word_area_);
}

QString TheoremView::title() const
{
    return tr("Theorem");
}

QString TheoremView::note() const
{
    const auto& result = lab_.theorem();
    return result ? tr("c_align %1 · %2")
                        .arg(number_text(result->alignment), QString::fromStdString(result->setup.dtype.text()))
                  : QString();
}

std::vector<QAction*> TheoremView::title_actions()
{
    return {single_};
}

ViewTable TheoremView::table() const
{
    ViewTable table;
    table.header = {tr("target"), tr("token"), tr("role"), tr("predicted"), tr("measured"), tr("one run alone")};
    for (const auto* answer : {&lab_.theorem(), &lab_.theorem_beside()}) {
        if (!*answer)
            continue;
        const TheoremResult& result = **answer;
        for (std::size_t at = 0; at < result.measured.size(); ++at) {
            const auto token = static_cast<std::int64_t>(at);
            const QString role = token == result.target     ? tr("v*, after the key")
                                 : token == result.key      ? tr("k*, the key")
                                 : token == result.previous ? tr("before the key")
                                 : token == result.rival    ? tr("rival, also after the key")
                                                            : QString();
            table.rows.push_back({theorem_target_name(result.setup.tap), QString::number(token), role,
                                  number_text(result.predicted[at], 12), number_text(result.measured[at], 12),
                                  number_text(result.single[at], 6)});
        }
    }
    return table;
}

QString TheoremView::save() const
{
    return theorem_setup_text(setup()) + (single_->isChecked() ? QStringLiteral(" single=1") : QString());
}

void TheoremView::restore(const QString& words)
{
    single_->setChecked(words.split(u' ').contains(QStringLiteral("single=1")));
    set_setup(theorem_setup_of(words));
}

QSize TheoremView::sizeHint() const
{
    constexpr int letters = 110, lines = 28;
    return {letters * fontMetrics().averageCharWidth(), lines * fontMetrics().lineSpacing()};
}

const TheoremSetup& TheoremView::setup() const
{
    return controls_->setup();
}

void TheoremView::set_setup(const TheoremSetup& setup)
{
    if (setup == this->setup())
        return;
    controls_->set_setup(setup);
    change();
}

void TheoremView::change()
{
    problem_.clear();
    ask();
    Q_EMIT setup_changed();
}

/// While an answer is on its way nothing more is asked: take_answer() does when it turns out to be an older one's.
void TheoremView::ask()
{
    if (is_waiting_ || !isVisible())
        return;
    if (lab_.theorem() && lab_.theorem()->setup == setup())
        return;
    is_waiting_ = true;
    lab_.ask_theorem(setup());
}

void TheoremView::take_answer()
{
    is_waiting_ = false;
    problem_.clear();
    draw();
    Q_EMIT note_changed();
    ask();
}

/// The lab may be closed for want of a run; the theorem needs none.
void TheoremView::take_problem()
{
    if (!is_waiting_ || lab_.state() == LabState::closed || lab_.problem().isEmpty())
        return;
    is_waiting_ = false;
    problem_ = lab_.problem();
    draw();
}

void TheoremView::draw()
{
    const auto &result = lab_.theorem(), &other = lab_.theorem_beside();
    beside_->setVisible(result && other && other->setup.tap != result->setup.tap);
    legend_->setVisible(result.has_value());
    if (!result) {
        chart_->set_empty(problem_.isEmpty() ? tr("The theorem is being worked out.") : problem_);
    } else {
        const TheoremRange range = theorem_range(*result, other ? *other : *result, single_->isChecked());
        chart_->set_result(*result, range, single_->isChecked());
        if (other)
            beside_->set_result(*other, range, single_->isChecked());
    }
    legend_->update();
    show_words();
}

QString TheoremView::sentences() const
{
    const auto& result = lab_.theorem();
    QStringList lines;
    const QColor red = theme(palette()).failure;
    const auto in_red = [&red](const QString& sentence) {
        return QStringLiteral("<span style=\"color:%1\">%2</span>").arg(red.name(), sentence.toHtmlEscaped());
    };
    if (!problem_.isEmpty())
        lines += in_red(problem_);
    const QString subscript = QStringLiteral("c<sub>align</sub>");
    lines += theorem_agreement(*result).replace(QStringLiteral("c_align"), subscript);
    for (const std::string& sentence : result->broken)
        lines += in_red(QString::fromStdString(sentence));
    if (result->broken.empty())
        lines += tr("All assumptions of the theorem hold: the keys of other tokens cancel, the embeddings differ.");
    if (single_->isChecked())
        lines += tr("One run alone: cross-talk of %1 % of η c<sub>align</sub> (root mean square).")
                     .arg(number_text(100 * result->cross_talk, 2));
    return lines.join(QStringLiteral("<br>"));
}

void TheoremView::show_words()
{
    word_area_->setVisible(lab_.theorem().has_value());
    if (!lab_.theorem())
        return;
    const QString formula = tr("E Δℓ[w] = η c<sub>align</sub> (e<sub>w</sub> · v<sub>t*</sub>), c<sub>align</sub> = "
                               "‖z<sub>k*</sub>‖²");
    words_->setText(QStringLiteral("%1<br><span style=\"color:%2\">%3</span>")
                        .arg(sentences(), theme(palette()).muted.name(), formula));
    fit();
}

QString TheoremView::status() const
{
    QString text = words_->text();
    text.replace(QStringLiteral("<br>"), QStringLiteral("\n"));
    return text.remove(QRegularExpression(QStringLiteral("<[^>]*>")));
}

/// The controls take what they need, the words as many lines as they have; both scroll where that is too much.
void TheoremView::fit()
{
    const int bar = control_area_->verticalScrollBar()->sizeHint().width();
    const int controls = std::min(controls_->sizeHint().width() + bar, static_cast<int>(controls_part * width()));
    control_area_->setFixedWidth(controls);
    const int left = width() - controls;
    const bool is_wide = left >= letters_beside * fontMetrics().averageCharWidth();
    bars_->setDirection(is_wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    const int wanted = words_->heightForWidth(left - 2), most = static_cast<int>(words_part * height());
    word_area_->setFixedHeight(std::max(std::min(wanted, most), 2 * fontMetrics().lineSpacing()));
}

void TheoremView::showEvent(QShowEvent* event)
{
    View::showEvent(event);
    fit();
    ask();
}

void TheoremView::resizeEvent(QResizeEvent* event)
{
    View::resizeEvent(event);
    fit();
}

void TheoremView::changeEvent(QEvent* event)
{
    View::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        draw();
}

}  // namespace ttt
