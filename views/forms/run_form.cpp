#include "views/forms/run_form.h"

#include "views/forms/field_row.h"
#include "views/forms/field_text.h"
#include "views/forms/preset_menu.h"
#include "views/plain_text.h"
#include "views/theme.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace ttt {

RunForm::RunForm(QSettings& settings, QWidget* parent)
    : QWidget(parent), area_(new QScrollArea(this)), model_problem_(new PlainLabel(this)),
      presets_(new PresetMenu(settings, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(model_problem_);
    layout->addWidget(area_);
    model_problem_->setWordWrap(true);
    model_problem_->setMargin(fontMetrics().averageCharWidth());
    auto* body = new QWidget;
    make_rows(body);
    area_->setWidget(body);
    area_->setWidgetResizable(true);
    area_->setFrameShape(QFrame::NoFrame);
    area_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area_->setFocusPolicy(Qt::NoFocus);
    area_->viewport()->setAutoFillBackground(false);  // the panel shows through
    body->setAutoFillBackground(false);
    setAccessibleName(tr("Setting up a run"));
    connect(presets_, &PresetMenu::chosen, this, [this](const Preset& preset) {
        show_config(with_preset(config_, preset));
        take_in();
    });
    connect(presets_, &PresetMenu::presets_changed, this, &RunForm::note_changed);
    set_folded(true);
    take_in();
}

void RunForm::make_rows(QWidget* body)
{
    grid_ = new QGridLayout(body);
    const int gap = fontMetrics().averageCharWidth();
    grid_->setContentsMargins(gap, gap, gap, gap);
    grid_->setHorizontalSpacing(gap);
    grid_->setVerticalSpacing(gap / 3);
    grid_->setColumnStretch(1, 1);
    constexpr int lines_per_field = 3;
    int row = 0;
    for (const RunField& field : run_fields()) {
        if (field.is_rare && !fold_) {
            make_fold(body, row);
            row += lines_per_field;
        }
        rows_.push_back(new FieldRow(field, *grid_, row, body));
        row += lines_per_field;
        if (field.key == u"method") {
            make_offer(body, row++);
            make_memory(body, row++);
        }
        connect(rows_.back(), &FieldRow::edited, this, &RunForm::take_in);
        connect(rows_.back(), &FieldRow::submitted, this, [this] {
            if (problem().isEmpty())
                Q_EMIT submitted();
        });
    }
    grid_->setRowStretch(row, 1);
}

void RunForm::make_offer(QWidget* body, int row)
{
    offer_ = new QPushButton(tr("Choose &dynamic evaluation"), body);
    offer_->setObjectName(QStringLiteral("offer"));
    offer_->setToolTip(tr("Learns by gradient steps on the text, θ ← θ − lr g, which any checkpoint can (Alt+D)."));
    connect(offer_, &QPushButton::clicked, this, [this] { choose_method(QStringLiteral("dynamic-evaluation")); });
    grid_->addWidget(offer_, row, 0, 1, 2);
}

void RunForm::make_memory(QWidget* body, int row)
{
    memory_ = new PlainLabel(body);
    memory_->setObjectName(QStringLiteral("memory"));
    memory_->setWordWrap(true);
    memory_->setTextFormat(Qt::PlainText);
    memory_->hide();
    grid_->addWidget(memory_, row, 0, 1, 2);
}

void RunForm::set_memory(const QString& words, const QString& parts, bool is_too_much)
{
    memory_->setText(words);
    memory_->setToolTip(parts);
    memory_->setVisible(!words.isEmpty());
    is_too_much_ = is_too_much;
    take_colours();
}

void RunForm::choose_method(const QString& value)
{
    rows_.front()->set_text(value);
    take_in();
    rows_.front()->editor()->setFocus();  // the button goes away
}

void RunForm::make_fold(QWidget* body, int row)
{
    fold_ = new QToolButton(body);
    fold_->setObjectName(QStringLiteral("more"));
    fold_->setAutoRaise(true);
    fold_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    fold_->setFocusPolicy(Qt::StrongFocus);
    connect(fold_, &QToolButton::clicked, this, [this] { set_folded(!is_folded_); });
    grid_->addWidget(fold_, row, 0, 1, 2);
}

void RunForm::set_folded(bool folded)
{
    is_folded_ = folded;
    fold_->setArrowType(folded ? Qt::RightArrow : Qt::DownArrow);
    fold_->setText(folded ? tr("More") : tr("Less"));
    show_rows();
}

/// Those of the chosen method, and of the rare ones none while they are folded away.
void RunForm::show_rows()
{
    for (FieldRow* row : rows_)
        row->set_visible(belongs(row->field(), config_.method) && !(row->field().is_rare && is_folded_));
    offer_->setVisible(lacks_fast_weights(config_, model_));
}

QString RunForm::title() const
{
    return tr("Run");
}

QString RunForm::note() const
{
    const QString name = presets_->current_name();
    return name.isEmpty() ? tr("preset: none") : tr("preset: %1").arg(name);
}

std::vector<QAction*> RunForm::title_actions() const
{
    return {presets_->menuAction()};
}

void RunForm::set_model(const ModelFacts& model)
{
    const bool is_other = !model_.name.isEmpty() && model_.name != model.name;
    if (is_other || twin_.empty())
        twin_ = model.twin.toStdString();
    model_ = model;
    take_in();
}

void RunForm::set_device(const DeviceFacts& device)
{
    device_ = device;
    take_in();
}

std::optional<RunConfig> RunForm::config() const
{
    return problem().isEmpty() ? std::optional(config_) : std::nullopt;
}

void RunForm::set_config(const RunConfig& config)
{
    if (!config.twin.empty())
        twin_ = config.twin;
    config_ = config;
    show_config(config);
    take_in();
}

QString RunForm::problem() const
{
    if (!model_.problem.isEmpty())
        return model_.problem;
    if (model_.name.isEmpty())
        return tr("Open a model first.");
    for (const FieldRow* row : rows_)
        if (!row->problem().isEmpty())
            return tr("%1: %2").arg(row->field().label, row->problem());
    return {};
}

QSize RunForm::sizeHint() const
{
    constexpr int letters = 36, lines = 20;
    return {letters * fontMetrics().averageCharWidth(), lines * fontMetrics().lineSpacing()};
}

void RunForm::show_config(const RunConfig& config)
{
    for (FieldRow* row : rows_) {
        const bool is_twin = row->field().key == u"twin";
        const QString text =
            is_twin ? (config.twin.empty() ? QString() : QStringLiteral("yes")) : field_text(config, row->field().key);
        row->set_text(belongs(row->field(), config.method) ? text : QString());
    }
}

/// What other methods have stays in their rows, for the way back, and out of the configuration.
void RunForm::read_rows()
{
    set_field(config_, rows_.front()->field().key, rows_.front()->text());
    for (const FieldRow* row : rows_)
        if (!belongs(row->field(), config_.method))
            set_field(config_, row->field().key, {});
    for (const FieldRow* row : rows_)
        if (row->field().key == u"twin")
            config_.twin = row->text().isEmpty() ? std::string() : twin_;
        else if (belongs(row->field(), config_.method))
            set_field(config_, row->field().key, row->text());
}

std::optional<RunConfig> RunForm::shared_config() const
{
    RunConfig shared = config_;
    for (const FieldRow* row : rows_) {
        const RunField& field = row->field();
        if (field.key == u"method" || !field.methods.isEmpty())
            set_field(shared, field.key, {});
        else if (!row->problem().isEmpty() && field.key != u"twin")
            return std::nullopt;
    }
    shared.twin.clear();
    return model_.name.isEmpty() || !model_.problem.isEmpty() ? std::nullopt : std::optional(shared);
}

void RunForm::check_rows()
{
    bool is_hidden_problem = false;
    for (FieldRow* row : rows_) {
        const bool is_of_method = belongs(row->field(), config_.method);
        if (is_of_method)
            row->set_placeholder(placeholder(row->field(), config_, model_));
        row->set_problem(is_of_method ? field_problem(row->field(), row->text(), config_, model_, device_) : QString());
        row->set_enabled(!row->field().is_rule || config_.arms != "frozen");
        is_hidden_problem = is_hidden_problem || (row->field().is_rare && !row->problem().isEmpty());
    }
    if (is_hidden_problem && is_folded_)
        set_folded(false);
    else
        show_rows();
}

/// After anything that may change what is possible.
void RunForm::take_in()
{
    read_rows();
    check_rows();
    presets_->set_config(config_, problem().isEmpty());
    model_problem_->setText(model_.problem);
    model_problem_->setVisible(!model_.problem.isEmpty());
    take_colours();
    Q_EMIT changed();
    Q_EMIT note_changed();
}

void RunForm::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        take_colours();
}

void RunForm::take_colours()
{
    QPalette refused = palette();
    refused.setColor(QPalette::WindowText, theme(palette()).failure);
    model_problem_->setPalette(refused);
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, theme(palette()).muted);
    memory_->setPalette(is_too_much_ ? refused : quiet);
    for (FieldRow* row : rows_)
        row->take_colours(palette());
}

}  // namespace ttt
