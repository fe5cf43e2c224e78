#include "views/forms/field_row.h"

#include "engine/records/settings/setting_text.h"
#include "engine/records/settings/setting_words.h"
#include "views/forms/word_completer.h"
#include "views/plain_text.h"
#include "views/tables/field_palette.h"
#include "views/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>

namespace ttt {

namespace {

/// A list scrolls past under the wheel without changing its value.
class StillComboBox : public QComboBox {
public:
    using QComboBox::QComboBox;

protected:
    void wheelEvent(QWheelEvent* event) override { event->ignore(); }
};

/// The twin is a directory that the model names: with it, or without.
bool is_twin(const Setting& setting)
{
    return setting.key == "twin";
}

bool is_switch(const Setting& setting)
{
    return is_twin(setting) || std::holds_alternative<bool RunConfig::*>(setting.member);
}

/// Of a switch.
bool is_on_by_default(const Setting& setting)
{
    return !is_twin(setting) && text_of(setting, RunConfig()) == spelled(true);
}

QString row_name(const Setting& setting)
{
    return QString::fromUtf8(setting.name.empty() ? setting.key : setting.name);
}

bool is_offered(const Setting& setting, const SettingChoice& choice, RunKind kind)
{
    const MethodInfo* method = setting.key == "method" ? find_method(choice.value) : nullptr;
    return !method || method->kind == kind;
}

/// The method that nobody chose is one for documents.
bool has_default(const Setting& setting, RunKind kind)
{
    return setting.key != "method" || kind == RunKind::document;
}

/// The default first, under the empty text; then whatever else can be chosen.
void add_choices(QComboBox& list, const Setting& setting, RunKind kind)
{
    const std::string default_value = text_of(setting, RunConfig());
    if (has_default(setting, kind))
        list.addItem(QString::fromUtf8(setting.empty), QString());
    const bool is_yes_or_no = setting.choices.empty();
    static const std::vector<SettingChoice> yes_or_no{{spelled(true), spelled(true)}, {spelled(false), spelled(false)}};
    for (const SettingChoice& choice : is_yes_or_no ? yes_or_no : setting.choices)
        if (choice.value != default_value && choice.words != setting.empty && is_offered(setting, choice, kind))
            list.addItem(QString::fromUtf8(choice.words), QString::fromUtf8(choice.value));
}

bool is_list(const Setting& setting)
{
    return std::holds_alternative<std::optional<bool> RunConfig::*>(setting.member) ||
           (!setting.choices.empty() && !setting.is_several);
}

}  // namespace

FieldRow::FieldRow(const Setting& setting, QGridLayout& grid, int row, QWidget* form)
    : QObject(form), setting_(setting), label_(new PlainLabel(label(), form)), reason_(new PlainLabel(form))
{
    make_editor(form);
    editor()->setObjectName(row_name(setting));
    editor()->setAccessibleName(label());
    editor()->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    label_->setBuddy(editor());
    reason_->setWordWrap(true);
    reason_->setObjectName(row_name(setting) + QStringLiteral("_reason"));
    reason_->hide();
    grid.addWidget(label_, row, 0);
    if (setting.is_wide)
        grid.addWidget(editor(), row + 1, 0, 1, 2);
    else
        grid.addWidget(editor(), row, 1);
    grid.addWidget(reason_, row + 2, 0, 1, 2);
    describe();
    take_colours(form->palette());
}

void FieldRow::make_editor(QWidget* form)
{
    if (!is_switch(setting_) && !is_list(setting_)) {
        line_ = new QLineEdit(form);
        connect(line_, &QLineEdit::textChanged, this, [this] {
            describe();
            Q_EMIT edited();
        });
        connect(line_, &QLineEdit::returnPressed, this, &FieldRow::submitted);
    } else if (is_switch(setting_)) {
        tick_ = new QCheckBox(form);
        set_text({});
        connect(tick_, &QCheckBox::toggled, this, &FieldRow::edited);
    } else {
        list_ = new StillComboBox(form);
        list_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        list_->setMinimumContentsLength(1);
        add_choices(*list_, setting_, RunKind::document);
        connect(list_, &QComboBox::currentIndexChanged, this, [this] {
            show_colours();
            Q_EMIT edited();
        });
    }
}

QString FieldRow::label() const
{
    return QString::fromUtf8(setting_.label);
}

QWidget* FieldRow::editor() const
{
    return line_ ? static_cast<QWidget*>(line_) : tick_ ? static_cast<QWidget*>(tick_) : list_;
}

QString FieldRow::text() const
{
    if (line_)
        return line_->text().trimmed();
    if (list_)
        return list_->currentData().toString();
    if (tick_->isChecked() == is_on_by_default(setting_))
        return {};
    return QString::fromUtf8(spelled(tick_->isChecked()));
}

void FieldRow::set_text(const QString& text)
{
    const QSignalBlocker blocker(editor());
    if (line_) {
        line_->setText(text);
        line_->setCursorPosition(0);
        describe();
    } else if (tick_) {
        tick_->setChecked(text.isEmpty() ? is_on_by_default(setting_) : text.toStdString() != spelled(false));
    } else {
        if (list_->findData(text) < 0)
            list_->addItem(text, text);  // of another version, kept as it is
        list_->setCurrentIndex(list_->findData(text));
        show_colours();
    }
}

void FieldRow::set_placeholder(const QString& text)
{
    if (line_)
        line_->setPlaceholderText(text);
    else if (list_ && !text.isEmpty() && list_->itemData(0).toString().isEmpty())
        list_->setItemText(0, text);
    describe();
}

void FieldRow::set_kind(RunKind kind)
{
    if (setting_.key != "method")
        return;
    const QSignalBlocker blocker(list_);
    list_->clear();
    add_choices(*list_, setting_, kind);
}

void FieldRow::set_words(const QStringList& words)
{
    if (line_)
        complete_words(*line_, words);
}

/// The whole text is in the tooltip, since a line may be too narrow for it.
void FieldRow::describe()
{
    const QString help = QString::fromStdString(help_of(setting_));
    QString tip = help;
    if (line_) {
        const QString shown = line_->text().isEmpty() ? line_->placeholderText() : line_->text();
        tip = QStringLiteral("%1\n%2").arg(shown, help);
    }
    editor()->setToolTip(tip);
    label_->setToolTip(tip);
    editor()->setAccessibleDescription(problem_.isEmpty() ? help : problem_);
}

void FieldRow::set_problem(const QString& problem)
{
    if (problem == problem_)
        return;
    problem_ = problem;
    reason_->setText(problem);
    reason_->setVisible(is_visible_ && !problem.isEmpty());
    describe();
    show_colours();
}

void FieldRow::set_visible(bool visible)
{
    if (visible == is_visible_)
        return;
    is_visible_ = visible;
    label_->setVisible(visible);
    editor()->setVisible(visible);
    reason_->setVisible(visible && !problem_.isEmpty());
}

void FieldRow::set_enabled(bool enabled)
{
    label_->setEnabled(enabled);
    editor()->setEnabled(enabled);
}

void FieldRow::take_colours(const QPalette& palette)
{
    palette_ = palette;
    show_colours();
}

void FieldRow::show_colours()
{
    const Theme& colours = theme(palette_);
    const bool is_red = !problem_.isEmpty() || (setting_.is_control && !text().isEmpty());
    QPalette words = palette_, field = field_palette(palette_);
    for (const auto group : {QPalette::Active, QPalette::Inactive}) {
        words.setColor(group, QPalette::WindowText, is_red ? colours.failure : colours.muted);
        if (is_red)
            for (const auto role : {QPalette::Text, QPalette::ButtonText})
                field.setColor(group, role, colours.failure);
    }
    label_->setPalette(words);
    reason_->setPalette(words);
    editor()->setPalette(field);
}

}  // namespace ttt
