#include "views/forms/run_form.h"

#include "engine/records/settings/problems.h"
#include "engine/records/settings/setting_text.h"
#include "engine/records/settings/setting_words.h"
#include "engine/records/usual_method.h"
#include "views/forms/field_row.h"
#include "views/forms/preset_menu.h"
#include "views/forms/stream_menu.h"
#include "views/plain_text.h"
#include "views/theme.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ttt {

namespace {

QString typed(const Setting& setting, const RunConfig& config)
{
    if (setting.key == "twin")
        return config.twin.empty() ? QString() : QStringLiteral("yes");
    return QString::fromStdString(typed_text(setting, config));
}

/// What is opened elsewhere has no row.
bool has_row(const Setting& setting)
{
    return setting.part != SettingPart::source || setting.key == "method";
}

/// In the order of the table; but a stream of images, which is no file that was opened, stands beside the method.
std::vector<const Setting*> form_settings()
{
    std::vector<const Setting*> shown;
    for (const Setting& setting : settings())
        if (has_row(setting))
            shown.push_back(&setting);
    std::ranges::stable_partition(shown, [](const Setting* setting) {
        return setting->key == "method" || (setting->kind == RunKind::images && setting->part == SettingPart::reading);
    });
    return shown;
}

/// What a person meets first over images.
RunConfig first_config(RunKind kind)
{
    RunConfig config;
    if (kind == RunKind::images)
        config.method = usual_image_method;
    return config;
}

/// Something learns by it.
bool is_of_learning(const Setting& setting)
{
    return setting.part == SettingPart::rule && !setting.is_for_frozen;
}

}  // namespace

RunForm::RunForm(QSettings& settings, QWidget* parent)
    : QWidget(parent), area_(new QScrollArea(this)), branch_(new PlainLabel(this)),
      leave_branch_(new QPushButton(tr("Read from the start instead"), this)), model_problem_(new PlainLabel(this)),
      presets_(new PresetMenu(settings, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(branch_);
    layout->addWidget(leave_branch_);
    layout->addWidget(model_problem_);
    branch_->setObjectName(QStringLiteral("branch"));
    branch_->setWordWrap(true);
    branch_->setMargin(fontMetrics().averageCharWidth());
    leave_branch_->setObjectName(QStringLiteral("leave_branch"));
    connect(leave_branch_, &QPushButton::clicked, this, &RunForm::branch_left);
    set_branch({});
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

void RunForm::set_branch(const QString& words)
{
    branch_->setText(words);
    branch_->setVisible(!words.isEmpty());
    leave_branch_->setVisible(!words.isEmpty());
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
    for (const Setting* each : form_settings()) {
        const Setting& setting = *each;
        if (setting.is_rare && !fold_) {
            make_fold(body, row);
            row += lines_per_field;
        }
        rows_.push_back(new FieldRow(setting, *grid_, row, body));
        if (setting.key == "stream")
            make_streams(body, row);
        row += lines_per_field;
        if (setting.key == "method") {
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

/// Beside the label, since the line stands below it.
void RunForm::make_streams(QWidget* body, int row)
{
    auto* menu = new StreamMenu(body);
    streams_ = new QToolButton(body);
    streams_->setObjectName(QStringLiteral("streams"));
    streams_->setText(tr("Choose"));
    streams_->setToolTip(tr("Streams that are ready: which corruptions, in which order"));
    streams_->setMenu(menu);
    streams_->setPopupMode(QToolButton::InstantPopup);
    streams_->setAutoRaise(true);
    streams_->setFocusPolicy(Qt::StrongFocus);
    connect(menu, &StreamMenu::chosen, this, [this](const QString& stream, const QString& order) {
        row_of("stream").set_text(stream);
        row_of("order").set_text(order);
        take_in();
    });
    grid_->addWidget(streams_, row, 1, Qt::AlignRight);
}

FieldRow& RunForm::row_of(std::string_view key) const
{
    return **std::ranges::find(rows_, key, [](const FieldRow* row) { return row->setting().key; });
}

void RunForm::set_stream_words(const QStringList& words)
{
    row_of("stream").set_words(words);
    row_of("order").set_words(order_words());
}

void RunForm::set_input_check(InputCheck check)
{
    input_check_ = std::move(check);
    take_in();
}

void RunForm::set_kind(RunKind kind)
{
    if (kind == kind_)
        return;
    kept_.insert_or_assign(std::exchange(kind_, kind), config_);
    rows_.front()->set_kind(kind);
    const auto kept = kept_.find(kind);
    config_ = kept == kept_.end() ? first_config(kind) : kept->second;
    show_config(config_);
    take_in();
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
        row->set_visible(belongs(row->setting(), config_.method) && !(row->setting().is_rare && is_folded_));
    offer_->setVisible(kind_ == RunKind::document && model_.kind == kind_ && !model_.name.empty() &&
                       !rows_.front()->problem().isEmpty());
    streams_->setVisible(kind_ == RunKind::images);
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
    const bool is_other = !model_.name.empty() && model_.name != model.name;
    if (is_other || twin_.empty())
        twin_ = model.twin;
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
    set_kind(kind_of(config));
    if (!config.twin.empty())
        twin_ = config.twin;
    config_ = config;
    config_.chosen.reset();
    show_config(config);
    take_in();
}

QString RunForm::problem() const
{
    if (!model_.problem.empty())
        return QString::fromStdString(model_.problem);
    if (model_.name.empty())
        return tr("Open a model first.");
    for (const FieldRow* row : rows_)
        if (const QString& problem = row->problem(); !problem.isEmpty())
            return problem.endsWith(u'.') ? problem : tr("%1: %2").arg(row->label(), problem);
    return {};
}

QSize RunForm::sizeHint() const
{
    constexpr int letters = 36, lines = 20;
    return {letters * fontMetrics().averageCharWidth(), lines * fontMetrics().lineSpacing()};
}

void RunForm::show_config(const RunConfig& config)
{
    for (FieldRow* row : rows_)
        row->set_text(belongs(row->setting(), config.method) ? typed(row->setting(), config) : QString());
}

/// What other methods have stays in their rows, for the way back, and out of the configuration.
void RunForm::read_rows()
{
    misread_.clear();
    set_text(rows_.front()->setting(), config_, rows_.front()->text().toStdString());
    for (const FieldRow* row : rows_)
        if (!belongs(row->setting(), config_.method))
            reset(row->setting(), config_);
    for (const FieldRow* row : rows_)
        if (belongs(row->setting(), config_.method))
            read(*row);
}

void RunForm::read(const FieldRow& row)
{
    const std::string text = row.text().toStdString();
    std::string problem;
    if (row.setting().key != "twin")
        problem = set_text(row.setting(), config_, text);
    else if (text.empty() || !twin_.empty())
        config_.twin = text.empty() ? std::string() : twin_;
    else {
        config_.twin.clear();
        problem = "the model names no twin";
    }
    if (!problem.empty())
        misread_.emplace(&row, std::move(problem));
}

std::optional<RunConfig> RunForm::shared_config() const
{
    RunConfig shared = config_;
    for (const FieldRow* row : rows_) {
        const Setting& setting = row->setting();
        const bool is_rule_on_images = setting.kind == RunKind::images && setting.part == SettingPart::rule;
        if (setting.key == "method" || setting.has || is_rule_on_images)
            reset(setting, shared);
        else if (!row->problem().isEmpty() && setting.key != "twin")
            return std::nullopt;
    }
    shared.twin.clear();
    return model_.name.empty() || !model_.problem.empty() ? std::nullopt : std::optional(shared);
}

void RunForm::check_rows()
{
    const bool is_open = !model_.name.empty();
    const auto found =
        problems(config_, {.model = is_open ? &model_ : nullptr, .device = is_open ? &device_ : nullptr});
    bool is_hidden_problem = false;
    for (FieldRow* row : rows_) {
        if (belongs(row->setting(), config_.method))
            row->set_placeholder(QString::fromStdString(empty_words(row->setting(), config_, model_)));
        row->set_problem(problem_of(*row, found));
        row->set_enabled(!is_of_learning(row->setting()) || config_.arms != Arms::frozen);
        is_hidden_problem = is_hidden_problem || (row->setting().is_rare && !row->problem().isEmpty());
    }
    if (is_hidden_problem && is_folded_)
        set_folded(false);
    else
        show_rows();
}

/// What can't be understood comes before what can't be.
QString RunForm::problem_of(const FieldRow& row, const std::vector<SettingProblem>& found) const
{
    if (const auto misread = misread_.find(&row); misread != misread_.end())
        return QString::fromStdString(misread->second);
    const auto problem = std::ranges::find(found, &row.setting(), &SettingProblem::setting);
    if (problem != found.end())
        return QString::fromStdString(problem->sentence);
    const bool is_asked = input_check_ && belongs(row.setting(), config_.method);
    return is_asked ? QString::fromStdString(input_check_(row.setting().key, config_)) : QString();
}

/// After anything that may change what is possible.
void RunForm::take_in()
{
    read_rows();
    check_rows();
    presets_->set_config(config_, problem().isEmpty());
    model_problem_->setText(QString::fromStdString(model_.problem));
    model_problem_->setVisible(!model_.problem.empty());
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
