#include "views/forms/field_row.h"

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

bool is_switch(const RunField& field)
{
    return field.choices.size() == 2 && (field.choices[1].value == u"yes" || field.choices[1].value == u"no");
}

}  // namespace

FieldRow::FieldRow(const RunField& field, QGridLayout& grid, int row, QWidget* form)
    : QObject(form), field_(field), label_(new PlainLabel(field.label, form)), reason_(new PlainLabel(form))
{
    make_editor(form);
    editor()->setObjectName(field.name);
    editor()->setAccessibleName(field.label);
    editor()->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    label_->setBuddy(editor());
    reason_->setWordWrap(true);
    reason_->setObjectName(field.name + QStringLiteral("_reason"));
    reason_->hide();
    grid.addWidget(label_, row, 0);
    if (field.is_wide)
        grid.addWidget(editor(), row + 1, 0, 1, 2);
    else
        grid.addWidget(editor(), row, 1);
    grid.addWidget(reason_, row + 2, 0, 1, 2);
    describe();
    take_colours(form->palette());
}

void FieldRow::make_editor(QWidget* form)
{
    if (field_.choices.empty()) {
        line_ = new QLineEdit(form);
        connect(line_, &QLineEdit::textChanged, this, [this] {
            describe();
            Q_EMIT edited();
        });
        connect(line_, &QLineEdit::returnPressed, this, &FieldRow::submitted);
    } else if (is_switch(field_)) {
        tick_ = new QCheckBox(form);
        set_text({});
        connect(tick_, &QCheckBox::toggled, this, &FieldRow::edited);
    } else {
        list_ = new StillComboBox(form);
        list_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        list_->setMinimumContentsLength(1);
        for (const FieldChoice& choice : field_.choices)
            list_->addItem(choice.words, choice.value);
        connect(list_, &QComboBox::currentIndexChanged, this, &FieldRow::edited);
    }
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
    const bool differs = tick_->isChecked() == (field_.choices[1].value == u"yes");
    return differs ? field_.choices[1].value : QString();
}

void FieldRow::set_text(const QString& text)
{
    const QSignalBlocker blocker(editor());
    if (line_) {
        line_->setText(text);
        line_->setCursorPosition(0);
        describe();
    } else if (tick_) {
        tick_->setChecked(text.isEmpty() ? field_.choices[1].value == u"no" : text != u"no");
    } else {
        if (list_->findData(text) < 0)
            list_->addItem(text, text);  // of another version, kept as it is
        list_->setCurrentIndex(list_->findData(text));
    }
}

void FieldRow::set_placeholder(const QString& text)
{
    if (line_)
        line_->setPlaceholderText(text);
    else if (list_ && !text.isEmpty())
        list_->setItemText(0, text);
    describe();
}

/// The whole text is in the tooltip, since a line may be too narrow for it.
void FieldRow::describe()
{
    QString help = field_.help;
    if (line_) {
        const QString shown = line_->text().isEmpty() ? line_->placeholderText() : line_->text();
        help = QStringLiteral("%1\n%2").arg(shown, help);
    }
    editor()->setToolTip(help);
    label_->setToolTip(help);
    editor()->setAccessibleDescription(problem_.isEmpty() ? field_.help : problem_);
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
    QPalette words = palette_, field = field_palette(palette_);
    for (const auto group : {QPalette::Active, QPalette::Inactive}) {
        words.setColor(group, QPalette::WindowText, problem_.isEmpty() ? colours.muted : colours.failure);
        if (!problem_.isEmpty())
            field.setColor(group, QPalette::Text, colours.failure);
    }
    label_->setPalette(words);
    reason_->setPalette(words);
    editor()->setPalette(field);
}

}  // namespace ttt
