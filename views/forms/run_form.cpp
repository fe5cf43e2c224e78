#include "views/forms/run_form.h"

#include "views/forms/field_row.h"
#include "views/forms/field_text.h"
#include "views/forms/preset_menu.h"
#include "views/theme.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace ttt {

RunForm::RunForm(QSettings& settings, QWidget* parent)
    : QWidget(parent), area_(new QScrollArea(this)), model_problem_(new QLabel(this)),
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
    area_->viewport()->setAutoFillBackground(false); // the panel shows through
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
    constexpr int lines_per_field = 2;
    int row = 0;
    for (const RunField& field : run_fields()) {
        if (field.is_rare && !fold_) {
            make_fold(body, row);
            row += lines_per_field;
        }
        rows_.push_back(new FieldRow(field, *grid_, row, body));
        row += lines_per_field;
        connect(rows_.back(), &FieldRow::edited, this, &RunForm::take_in);
        connect(rows_.back(), &FieldRow::submitted, this, [this] {
            if (problem().isEmpty())
                Q_EMIT submitted();
        });
    }
    grid_->setRowStretch(row, 1);
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
    for (FieldRow* row : rows_)
        if (row->field().is_rare)
            row->set_visible(!folded);
}

QString RunForm::title() const { return tr("Run"); }

QString RunForm::note() const
{
    const QString name = presets_->current_name();
    return name.isEmpty() ? tr("preset: none") : tr("preset: %1").arg(name);
}

std::vector<QAction*> RunForm::title_actions() const { return {presets_->menuAction()}; }

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

std::optional<RunConfig> RunForm::config() const { return problem().isEmpty() ? std::optional(config_) : std::nullopt; }

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
        row->set_text(is_twin ? (config.twin.empty() ? QString() : QStringLiteral("yes"))
                              : field_text(config, row->field().key));
    }
}

void RunForm::read_rows()
{
    for (const FieldRow* row : rows_)
        if (row->field().key == u"twin")
            config_.twin = row->text().isEmpty() ? std::string() : twin_;
        else
            set_field(config_, row->field().key, row->text());
}

void RunForm::check_rows()
{
    bool is_hidden_problem = false;
    for (FieldRow* row : rows_) {
        row->set_placeholder(placeholder(row->field(), model_));
        row->set_problem(field_problem(row->field(), row->text(), config_, model_, device_));
        row->set_enabled(!row->field().is_rule || config_.arms != "frozen");
        is_hidden_problem = is_hidden_problem || (row->field().is_rare && !row->problem().isEmpty());
    }
    if (is_hidden_problem && is_folded_)
        set_folded(false);
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
    for (FieldRow* row : rows_)
        row->take_colours(palette());
}

} // namespace ttt
