-- Notes as spans at their calls, which WeasyPrint floats to the foot of the page.
function Note(note)
  return pandoc.Span(pandoc.utils.blocks_to_inlines(note.content, { pandoc.Space() }), { class = 'footnote' })
end
