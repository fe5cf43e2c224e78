#include "views/lab/heads_view.h"

#include "views/lab/attention_view.h"
#include "views/lab_model.h"
#include "views/number_text.h"
#include "views/plain_text.h"
#include "views/theme.h"

#include <QAction>
#include <QActionGroup>
#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>

namespace ttt {

namespace {

constexpr std::array text_words{"random", "document"};  // for save(), by HeadText
constexpr int letters_beside = 90;                      // from which on scatter and pattern stand side by side

}  // namespace

HeadsView::HeadsView(RunModel& run, Selection& selection, LabModel& lab, QWidget* parent)
    : View(run, selection, parent), lab_(lab), scatter_(new HeadsScatter),
      attention_(new AttentionView(run, selection, lab))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    empty_page_ = make_empty_page();
    heads_page_ = make_heads_page();
    column->addWidget(empty_page_);
    column->addWidget(heads_page_);
    make_actions();
    setAccessibleName(title());
    connect(scatter_, &HeadsScatter::head_chosen, this, &HeadsView::choose);
    connect(&lab, &LabModel::heads_changed, this, &HeadsView::take_heads);
    connect(&lab, &LabModel::state_changed, this, &HeadsView::take_state);
    take_heads();
}

void HeadsView::make_actions()
{
    texts_ = new QActionGroup(this);
    const std::array names{tr("On random tokens"), tr("On the document")};
    const std::array tips{
        tr("Scores on spans of random tokens that are repeated: what a head does without any meaning."),
        tr("Scores on the document's own repetitions.")};
    for (std::size_t at = 0; at < names.size(); ++at) {
        QAction* action = texts_->addAction(names[at]);
        action->setToolTip(tips[at]);
        action->setCheckable(true);
        action->setChecked(at == 0);
        connect(action, &QAction::triggered, this, [this, at] { set_text(static_cast<HeadText>(at)); });
    }
    beside_ = new QAction(this);
    beside_->setCheckable(true);
    beside_->setVisible(false);
    connect(beside_, &QAction::toggled, this, &HeadsView::draw);
}

void HeadsView::set_recorded(RecordedHeads recorded)
{
    recorded_ = std::move(recorded);
    beside_->setVisible(!recorded_.heads.empty());
    beside_->setText(tr("Beside %1, recorded").arg(recorded_.model));
    beside_->setToolTip(
        tr("Scores of another model on random tokens, measured on %1 by: %2").arg(recorded_.date, recorded_.command));
    draw();
}

bool HeadsView::shows_recorded() const
{
    return beside_->isChecked() && !recorded_.heads.empty() && text_ == HeadText::random;
}

/// What the best of the other model's heads does.
QString HeadsView::recorded_sentence() const
{
    const HeadScore& best = *std::ranges::max_element(recorded_.heads, {}, &HeadScore::prefix_random);
    return tr("◇ %1, recorded on %2: its head %3 of layer %4 puts %5 of its attention on what followed the earlier "
              "occurrence.")
        .arg(recorded_.model, recorded_.date)
        .arg(best.head)
        .arg(best.layer)
        .arg(fixed_text(best.prefix_random, 2));
}

QWidget* HeadsView::make_empty_page()
{
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    empty_words_ = new PlainLabel;
    empty_words_->setWordWrap(true);
    empty_words_->setAlignment(Qt::AlignCenter);
    button_ = new QPushButton(tr("Score the heads"));
    button_->setAutoDefault(false);
    button_->setToolTip(tr("Reads random repeated spans and the document, and scores every head on prefix matching and "
                           "copying."));
    column->addStretch();
    column->addWidget(empty_words_);
    column->addWidget(button_, 0, Qt::AlignHCenter);
    column->addStretch();
    connect(button_, &QPushButton::clicked, this, &HeadsView::score);
    return page;
}

QWidget* HeadsView::make_heads_page()
{
    auto* left = new QWidget;
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins({});
    words_ = new PlainLabel;
    words_->setWordWrap(true);
    words_->setMargin(fontMetrics().averageCharWidth());
    words_->setToolTip(tr("In-context score: loss at token 500 minus loss at token 50 of contexts that start afresh; "
                          "negative: what came before helps."));
    column->addWidget(scatter_, 1);
    column->addWidget(words_);
    splitter_ = new QSplitter(this);
    splitter_->setChildrenCollapsible(false);
    splitter_->addWidget(left);
    splitter_->addWidget(attention_);
    return splitter_;
}

QString HeadsView::title() const
{
    return tr("Attention heads");
}

QString HeadsView::note() const
{
    const auto& survey = lab_.heads();
    if (!survey)
        return {};
    const QString heads = counted(static_cast<std::int64_t>(survey->heads.size()), tr("1 head"), tr("%1 heads"));
    if (text_ == HeadText::document)
        return tr("%1 · %2 tokens of the document").arg(heads, grouped(survey->items));
    return tr("%1 · %2 random tokens %3 times").arg(heads, grouped(survey->span), grouped(survey->repeats));
}

std::vector<QAction*> HeadsView::title_actions()
{
    const auto texts = texts_->actions();
    std::vector<QAction*> actions(texts.begin(), texts.end());
    actions.push_back(beside_);
    return actions;
}

ViewTable HeadsView::table() const
{
    ViewTable table;
    table.header = {tr("layer"),
                    tr("head"),
                    tr("prefix matching, random"),
                    tr("copying, random"),
                    tr("prefix matching, document"),
                    tr("copying, document")};
    if (!lab_.heads())
        return table;
    for (const HeadScore& head : lab_.heads()->heads)
        table.rows.push_back({QString::number(head.layer), QString::number(head.head), number_text(head.prefix_random),
                              number_text(head.copying_random), number_text(head.prefix_document),
                              number_text(head.copying_document)});
    return table;
}

QString HeadsView::save() const
{
    const QString text = QLatin1String(text_words.at(static_cast<std::size_t>(text_)));
    return beside_->isChecked() ? text + QStringLiteral(" recorded") : text;
}

void HeadsView::restore(const QString& words)
{
    const QStringList known = words.split(u' ');
    beside_->setChecked(known.contains(QStringLiteral("recorded")));
    for (std::size_t at = 0; at < text_words.size(); ++at)
        if (known.contains(QLatin1String(text_words[at])))
            set_text(static_cast<HeadText>(at));
}

QSize HeadsView::sizeHint() const
{
    constexpr int letters = 120, lines = 28;
    return {letters * fontMetrics().averageCharWidth(), lines * fontMetrics().lineSpacing()};
}

void HeadsView::set_text(HeadText text)
{
    texts_->actions().at(static_cast<int>(text))->setChecked(true);
    text_ = text;
    draw();
}

void HeadsView::score()
{
    if (is_scoring_ || lab_.state() == LabState::closed)
        return;
    is_scoring_ = true;
    problem_.clear();
    draw();
    lab_.ask_heads();
}

void HeadsView::choose(int head)
{
    if (!lab_.heads() || head < 0 || head >= static_cast<int>(lab_.heads()->heads.size()))
        return;
    const HeadScore& chosen = lab_.heads()->heads[static_cast<std::size_t>(head)];
    scatter_->set_chosen(head);
    attention_->set_head(chosen.layer, chosen.head);
}

/// -1: none has a score.
int HeadsView::best_head() const
{
    int best = -1;
    double most = 0;
    const auto& heads = lab_.heads()->heads;
    for (std::size_t at = 0; at < heads.size(); ++at)
        if (const double prefix = heads[at].prefix_random; !std::isnan(prefix) && (best < 0 || prefix > most)) {
            most = prefix;
            best = static_cast<int>(at);
        }
    return best;
}

void HeadsView::take_heads()
{
    is_scoring_ = false;
    scatter_->set_chosen(-1);
    draw();
    if (lab_.heads())
        choose(best_head());
    else
        attention_->set_head(-1, 0);
}

void HeadsView::take_state()
{
    if (is_scoring_ && !lab_.problem().isEmpty()) {
        is_scoring_ = false;
        problem_ = lab_.problem();
    }
    if (lab_.state() == LabState::closed || lab_.problem().isEmpty())
        problem_.clear();
    if (!lab_.heads())
        draw();
}

void HeadsView::draw()
{
    const bool is_empty = !lab_.heads();
    empty_page_->setVisible(is_empty);
    heads_page_->setVisible(!is_empty);
    setFocusProxy(is_empty ? static_cast<QWidget*>(button_) : scatter_);
    empty_words_->setText(empty_sentence());
    button_->setVisible(lab_.state() != LabState::closed && !is_scoring_);
    QPalette words = palette();
    const Theme& colours = theme(words);
    words.setColor(QPalette::WindowText, problem_.isEmpty() ? colours.muted : colours.failure);
    empty_words_->setPalette(words);
    words.setColor(QPalette::WindowText, colours.muted);
    words_->setPalette(words);
    if (!is_empty) {
        const HeadSurvey& survey = *lab_.heads();
        scatter_->set_heads(survey.heads, text_, text_ == HeadText::random ? survey.even_random : survey.even_document);
        const bool beside = shows_recorded();
        scatter_->set_recorded(beside ? recorded_.heads : std::vector<HeadScore>(),
                               tr("%1, recorded").arg(recorded_.model));
        words_->setText(beside ? in_context_sentence() + u'\n' + recorded_sentence() : in_context_sentence());
        words_->setAccessibleDescription(beside ? beside_->toolTip() : QString());
    }
    Q_EMIT note_changed();
}

QString HeadsView::empty_sentence() const
{
    if (lab_.state() == LabState::closed)
        return lab_.problem().isEmpty() ? tr("No run yet: press Run, or open one of the sessions.") : lab_.problem();
    if (is_scoring_)
        return tr("The heads are being scored: random spans and the document are read.");
    if (!problem_.isEmpty())
        return problem_;
    return tr("Which heads look at what followed an earlier occurrence of a token, and copy it?");
}

QString HeadsView::in_context_sentence() const
{
    const InContextScore& score = lab_.heads()->in_context;
    if (score.contexts == 0)
        return tr("The document is too short for an in-context score.");
    return tr("In-context score (loss at token 500 − token 50): frozen %1, adapted %2 nats over %3.")
        .arg(signed_text(score.frozen), signed_text(score.adapted),
             counted(score.contexts, tr("1 context"), tr("%1 contexts")));
}

QString HeadsView::sentence() const
{
    return lab_.heads() ? words_->text() : empty_words_->text();
}

void HeadsView::resizeEvent(QResizeEvent* event)
{
    View::resizeEvent(event);
    const bool is_wide = width() >= letters_beside * fontMetrics().averageCharWidth();
    splitter_->setOrientation(is_wide ? Qt::Horizontal : Qt::Vertical);
}

void HeadsView::changeEvent(QEvent* event)
{
    View::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        draw();
}

}  // namespace ttt
