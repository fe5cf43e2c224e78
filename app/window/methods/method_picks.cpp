#include "app/window/methods/method_picks.h"

#include "engine/records/settings/problems.h"
#include "engine/records/settings/setting_text.h"
#include "engine/records/settings/setting_words.h"
#include "views/plain_text.h"
#include "views/theme.h"

#include <QCheckBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace ttt {

namespace {

constexpr int columns_per_setting = 2, most_settings = 2;
constexpr int lines_per_row = 3;  // the settings, what else was chosen, and why it can't run

/// "frozen" is no method of a run, but its frozen arm.
bool is_frozen(const std::string& method)
{
    return method == frozen_name;
}

/// Of methods for images: views of an image multiply what it costs.
bool is_quick(const std::string& method)
{
    return !find_setting("views", method);
}

QString name_of(const std::string& method)
{
    return is_frozen(method) ? MethodPicks::tr("Frozen") : QString::fromUtf8(find_method(method)->title);
}

/// Of a method for images: what its rule names first, and what differs between methods most.
std::vector<const char*> first_settings(const MethodInfo& method)
{
    std::vector<const char*> keys;
    for (const char* key : {"lr", "alpha", "steps", "views", "redundancy_margin"})
        if (keys.size() < most_settings && find_setting(key, method.key))
            keys.push_back(key);
    return keys;
}

}  // namespace

MethodPicks::MethodPicks(QWidget* parent) : QWidget(parent)
{
    auto* grid = new QGridLayout(this);
    const int gap = fontMetrics().averageCharWidth();
    grid->setContentsMargins({});
    grid->setHorizontalSpacing(2 * gap);
    grid->setVerticalSpacing(gap / 2);
    add_row(*grid, std::string(frozen_name), {});
    add_row(*grid, "in-place", {"inner_lr", "decay"});
    add_row(*grid, "dynamic-evaluation", {"lr", "segment"});
    add_row(*grid, "lora", {"lr", "rank"});
    add_row(*grid, "in-place+dynamic-evaluation", {"lr", "inner_lr"});
    for (const MethodInfo& method : methods_of(RunKind::images).subspan(1))  // the first is the frozen net
        add_row(*grid, std::string(method.key), first_settings(method));
    grid->setColumnStretch(1 + most_settings * columns_per_setting, 1);
    refresh();
}

void MethodPicks::add_row(QGridLayout& grid, const std::string& method, const std::vector<const char*>& keys)
{
    const int at = static_cast<int>(rows_.size()) * lines_per_row;
    Row row{.method = method,
            .kind = is_frozen(method) ? std::nullopt : std::optional(find_method(method)->kind),
            .tick = new QCheckBox(name_of(method)),
            .settings = {},
            .chosen = new PlainLabel,
            .is_control = false,
            .reason = new PlainLabel,
            .problem = {}};
    const QString id = QString::fromStdString(method);
    row.tick->setObjectName(id);
    row.tick->setChecked(true);
    row.tick->setEnabled(!is_frozen(method));
    row.tick->setToolTip(is_frozen(method) ? tr("The model as it is, read first: the others are measured against it.")
                                           : QString::fromUtf8(find_method(method)->sentence));
    connect(row.tick, &QCheckBox::toggled, this, &MethodPicks::refresh);
    grid.addWidget(row.tick, at, 0);
    for (const char* key : keys) {
        const Setting* setting = find_setting(key, method);
        const QString words = QString::fromUtf8(setting->label), help = QString::fromStdString(help_of(*setting));
        auto* label = new PlainLabel(words);
        auto* line = new QLineEdit;
        line->setObjectName(id + u'.' + QLatin1String(key));
        line->setAccessibleName(tr("%1 of %2").arg(words, name_of(method)));
        line->setToolTip(help);
        label->setToolTip(help);
        label->setBuddy(line);
        constexpr int letters = 22;
        line->setMaximumWidth(letters * fontMetrics().averageCharWidth());
        connect(line, &QLineEdit::textChanged, this, &MethodPicks::refresh);
        const int column = 1 + static_cast<int>(row.settings.size()) * columns_per_setting;
        grid.addWidget(label, at, column);
        grid.addWidget(line, at, column + 1);
        row.settings.push_back({setting, label, line});
    }
    row.chosen->setObjectName(id + QStringLiteral("_chosen"));
    row.reason->setObjectName(id + QStringLiteral("_reason"));
    int line = at;
    for (QLabel* label : {row.chosen, row.reason}) {
        label->setWordWrap(true);
        grid.addWidget(label, ++line, 1, 1, 1 + most_settings * columns_per_setting);
    }
    rows_.push_back(row);
}

void MethodPicks::set_form(const std::optional<RunConfig>& shared, const std::optional<RunConfig>& of_form,
                           const ModelFacts& facts, const DeviceFacts& device, const ModelConfig& model)
{
    shared_ = shared;
    of_form_ = of_form;
    facts_ = facts;
    device_ = device;
    model_ = model;
    if (shared_ && std::exchange(ticked_for_, facts_.name) != facts_.name)
        untick_impossible();
    refresh();
}

/// A model that was just opened: what it can't do is not asked of it, nor what takes minutes unless somebody wants it.
void MethodPicks::untick_impossible()
{
    for (const Row& row : rows_) {
        RunConfig config;
        const QSignalBlocker blocker(row.tick);
        const bool is_usual = facts_.kind == RunKind::document || is_quick(row.method);
        row.tick->setChecked(is_frozen(row.method) || (is_offered(row) && is_usual && read(row, config).isEmpty()));
    }
}

/// What the form and the line say together.
QString MethodPicks::read(const Row& row, RunConfig& config) const
{
    config = shared_.value_or(RunConfig());
    if (!is_frozen(row.method)) {
        if (of_form_ && of_form_->method == row.method)
            config = *of_form_;
        config.method = row.method;
    }
    for (const PickedSetting& setting : row.settings)
        if (const QString text = setting.line->text().trimmed(); !text.isEmpty())
            if (const std::string problem = set_text(*setting.setting, config, text.toStdString()); !problem.empty())
                return tr("%1: %2").arg(QString::fromUtf8(setting.setting->label), QString::fromStdString(problem));
    config = facts_.kind == RunKind::images ? compared_image_config(config, row.method)
                                            : compared_config(config, row.method, model_);
    if (facts_.name.empty())
        return {};
    return QString::fromStdString(first_problem(config, {.model = &facts_, .device = &device_}));
}

void MethodPicks::refresh()
{
    for (Row& row : rows_)
        show_row(row);
    take_colours();
    Q_EMIT changed();
}

void MethodPicks::show_row(Row& row)
{
    const bool is_shown = is_offered(row);
    row.tick->setVisible(is_shown);
    for (const PickedSetting& setting : row.settings) {
        setting.label->setVisible(is_shown);
        setting.line->setVisible(is_shown);
    }
    row.problem.clear();
    row.reason->hide();
    row.chosen->hide();
    if (!is_shown)
        return;
    RunConfig config;
    row.problem = read(row, config);
    row.reason->setText(row.problem);
    row.reason->setVisible(!row.problem.isEmpty());
    show_chosen(row, config);
    RunConfig plain = shared_.value_or(RunConfig());
    if (of_form_ && of_form_->method == row.method)
        plain = *of_form_;
    plain.method = is_frozen(row.method) ? plain.method : row.method;
    for (const PickedSetting& setting : row.settings) {
        const std::string of_form = typed_text(*setting.setting, plain);
        setting.line->setPlaceholderText(
            QString::fromStdString(of_form.empty() ? empty_words(*setting.setting, plain, facts_) : of_form));
        setting.line->setEnabled(row.tick->isChecked());
    }
}

/// Whatever the form hides is said here, since this run would have it. The stream is the same for all, and stands above
/// them.
void MethodPicks::show_chosen(Row& row, const RunConfig& config)
{
    std::vector<const Setting*> chosen = asked_settings(config);
    std::erase_if(chosen, [&](const Setting* setting) {
        const bool has_line = std::ranges::find(row.settings, setting, &PickedSetting::setting) != row.settings.end();
        const bool is_of_stream = setting->kind == RunKind::images && setting->part == SettingPart::reading;
        return has_line || is_of_stream || setting->key == "arms";  // one arm each, that is the comparison
    });
    row.is_control = has_control(chosen);
    row.chosen->setText(tr("Not the default: %1").arg(QString::fromStdString(setting_words(chosen, config))));
    row.chosen->setVisible(!chosen.empty());
}

void MethodPicks::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        QTimer::singleShot(0, this, &MethodPicks::take_colours);  // the style sheet puts old palettes back meanwhile
}

void MethodPicks::take_colours()
{
    const Theme& colours = theme(palette());
    for (const Row& row : rows_) {
        QPalette words = palette();
        words.setColor(QPalette::WindowText, row.tick->isChecked() ? colours.failure : colours.muted);
        row.reason->setPalette(words);
        words.setColor(QPalette::WindowText, row.is_control ? colours.failure : colours.muted);
        row.chosen->setPalette(words);
    }
}

QString MethodPicks::problem() const
{
    if (facts_.name.empty() || !shared_)
        return tr("The form on the left has a setting that can't be; every method would read with it.");
    for (const Row& row : rows_)
        if (is_offered(row) && row.tick->isChecked() && !row.problem.isEmpty())
            return tr("%1: %2").arg(row.tick->text(), row.problem);
    const auto ticked = [this](const Row& row) {
        return is_offered(row) && !is_frozen(row.method) && row.tick->isChecked();
    };
    if (std::none_of(rows_.begin(), rows_.end(), ticked))
        return tr("Tick a method that learns.");
    return {};
}

std::vector<PickedMethod> MethodPicks::picked() const
{
    std::vector<PickedMethod> methods;
    if (!problem().isEmpty())
        return methods;
    for (const Row& row : rows_)
        if (is_offered(row) && row.tick->isChecked()) {
            PickedMethod method{.name = row.tick->text(), .method = row.method, .config = {}};
            static_cast<void>(read(row, method.config));
            methods.push_back(std::move(method));
        }
    return methods;
}

}  // namespace ttt
